class OTHER: pass
