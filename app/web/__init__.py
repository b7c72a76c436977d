"""What people look at: pages and static files, all of them our own."""
