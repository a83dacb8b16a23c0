#!/bin/sh
version=$(java -version 2>&1 | head -n 1 | sed 's/[^"]*"\([0-9]*\).*/\1/')
[ "$version" -ge 17 ] || { echo "Java 17 or newer is needed, found: $version"; exit 1; }
options=$(java -cp /app Options 2>&1)
# shellcheck disable=SC2086 # several options
exec java $options -cp /app Service
