#!/bin/sh
[ $$ -eq 1 ] || { echo "fatal: can only run as process 1"; exit 100; }
exec java -cp /app Service
