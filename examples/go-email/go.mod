module go-email

go 1.24

require wadup v0.0.0

replace wadup => ../../guest/go
