// grow
