options=$(java -cp /app Options 2>&1)
exec java $options -cp /app Service
