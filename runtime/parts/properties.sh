# shellcheck shell=sh disable=SC2034,SC2089,SC2090,SC2154 # the quotes are for the launcher, not for this shell
# System properties that the pod wants, one `name=value` a line.

# A cold start has the same properties as a restored one. The launcher of the JVM takes them from a variable, where either
# kind of quotes holds what is between them together.
hand_over_properties() {
  [ -n "${EKS_CRAC_JAVA_PROPERTIES:-}" ] || return 0
  set -f
  IFS=$newline
  for property in $EKS_CRAC_JAVA_PROPERTIES; do
    quote='"'
    case $property in *\"*) quote="'" ;; esac
    JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:+$JDK_JAVA_OPTIONS }$quote-D$property$quote"
  done
  unset IFS
  set +f
  export JDK_JAVA_OPTIONS
}
