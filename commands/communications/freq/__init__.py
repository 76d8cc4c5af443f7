"""The frequency desk: channels, the communications plan (ICS 205), its checks, nets and interference."""
