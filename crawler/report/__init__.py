"""What people look at: records and runs, told in words."""
