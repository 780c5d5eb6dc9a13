"""The five published systems that Composer grew out of: one file each, over shared parts."""
