"""Videos: probed, encoded once for ever, verified, kept in a store. The only door to ffmpeg and PyAV."""

from kbgen.video.encode import Progress, encode

__all__ = ["Progress", "encode"]
