#!/bin/sh
java -cp /app Service &
echo $! >/tmp/service.pid
wait $!
