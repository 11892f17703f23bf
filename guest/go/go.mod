module wadup

go 1.24
