#!/bin/sh
java -cp /app Service | tee /tmp/service.log
