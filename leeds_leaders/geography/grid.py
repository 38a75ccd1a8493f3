"""From the British National Grid to WGS 84.

Ordnance Survey's own files give metres east and north. The steps and constants are those of
"A guide to coordinate systems in Great Britain" (Ordnance Survey): inverse transverse Mercator
on the Airy 1830 ellipsoid, then a seven-parameter shift to WGS 84. Good to about 5 metres.
"""

from math import atan2, cos, degrees, radians, sin, sqrt, tan

AIRY = (6377563.396, 6356256.909)  # semi-axes in metres
WGS84 = (6378137.0, 6356752.3142)
SCALE, LAT0, LON0, EAST0, NORTH0 = 0.9996012717, radians(49), radians(-2), 400000.0, -100000.0
SHIFT = (446.448, -125.157, 542.060)  # metres
TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
STRETCH = 1 - 20.4894e-6


def _meridian_arc(latitude: float) -> float:
    a, b = AIRY
    n = (a - b) / (a + b)
    less, more = latitude - LAT0, latitude + LAT0
    return (
        b
        * SCALE
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 2.625 * n**3) * sin(less) * cos(more)
            + (1.875 * n**2 + 1.875 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _on_airy(easting: float, northing: float) -> tuple[float, float]:
    a, b = AIRY
    e2 = 1 - (b * b) / (a * a)
    latitude = LAT0
    rest = northing - NORTH0
    while abs(rest) > 0.0001:
        latitude += rest / (a * SCALE)
        rest = northing - NORTH0 - _meridian_arc(latitude)
    nu = a * SCALE / sqrt(1 - e2 * sin(latitude) ** 2)
    rho = a * SCALE * (1 - e2) / (1 - e2 * sin(latitude) ** 2) ** 1.5
    eta2 = nu / rho - 1
    t, sec, d = tan(latitude), 1 / cos(latitude), easting - EAST0
    north = (
        t / (2 * rho * nu) * d**2
        - t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2) * d**4
        + t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4) * d**6
    )
    east = (
        sec / nu * d
        - sec / (6 * nu**3) * (nu / rho + 2 * t**2) * d**3
        + sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4) * d**5
        - sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6) * d**7
    )
    return latitude - north, LON0 + east


def to_wgs84(easting: float, northing: float) -> tuple[float, float]:
    """Metres on the National Grid as (latitude, longitude) in degrees."""
    latitude, longitude = _on_airy(easting, northing)
    a, b = AIRY
    e2 = 1 - (b * b) / (a * a)
    nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
    x = nu * cos(latitude) * cos(longitude)
    y = nu * cos(latitude) * sin(longitude)
    z = nu * (1 - e2) * sin(latitude)
    (rx, ry, rz), (tx, ty, tz) = TURN, SHIFT
    x, y, z = (
        tx + STRETCH * x - rz * y + ry * z,
        ty + rz * x + STRETCH * y - rx * z,
        tz - ry * x + rx * y + STRETCH * z,
    )
    a, b = WGS84
    e2 = 1 - (b * b) / (a * a)
    flat = sqrt(x * x + y * y)
    latitude = atan2(z, flat * (1 - e2))
    for _ in range(5):
        nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
        latitude = atan2(z + e2 * nu * sin(latitude), flat)
    return degrees(latitude), degrees(atan2(y, x))
