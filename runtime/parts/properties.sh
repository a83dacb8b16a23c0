# shellcheck shell=sh disable=SC2034,SC2089,SC2090,SC2154 # the quotes are for the launcher, not for this shell
# System properties of the pod, one `name=value` per line, for a cold start.
# In: EKS_CRAC_JAVA_PROPERTIES, newline. Out: JDK_JAVA_OPTIONS, exported.

# A cold start gets the same properties as a restore. The JVM's launcher reads them from a variable, in which single and
# double quotes both group words.
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
