echo "session over"
