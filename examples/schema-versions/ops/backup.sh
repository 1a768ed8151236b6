#!/bin/sh
# Stands for what a real service has here.
echo "backup $*"
