# shellcheck shell=sh disable=SC2034,SC2154
# Before a restore from EFS or S3: puts the files that the capture container had changed in place. Not used with an image.
# In: store, home, folders, changed, links, newline. Out: reason.

# each LIST: sets `words` to the lines of the list without their first word.
each() {
  words=''
  for line in $1; do words=$words${line#* }$newline; done
}

place_folders() {
  [ -n "$folders" ] || return 0
  each "$folders"
  # shellcheck disable=SC2086 # one word a line
  "$home/bin/mkdir" -p -- $words
}

place_files() {
  [ -n "$changed" ] || return 0
  words=''
  for line in $changed; do words=$words.${line#* }$newline; done
  # shellcheck disable=SC2086 # one word a line
  (cd "$store" && exec "$home/bin/cp" --force --parents --target-directory=/ -- $words)
}

place_links() {
  for line in $links; do
    "$home/bin/ln" -sfn -- "${line#*	}" "${line%%	*}" || return 1
  done
}

# One process per distinct mode. S3 does not store modes, and CRIU compares those of open files.
place_modes() {
  done=$newline
  for line in $folders $changed; do
    mode_of=${line%% *}
    case $done in *"$newline$mode_of$newline"*) continue ;; esac
    done=$done$mode_of$newline
    words=''
    for other in $folders $changed; do
      [ "${other%% *}" != "$mode_of" ] || words=$words${other#* }$newline
    done
    # shellcheck disable=SC2086 # one word a line
    "$home/bin/chmod" "$mode_of" -- $words || return 1
  done
}

place_stored_files() {
  [ -n "$store" ] || return 0
  reason=store
  set -f
  IFS=$newline
  place_folders && place_files && place_links && place_modes
  placed=$?
  unset IFS
  set +f
  return "$placed"
}
