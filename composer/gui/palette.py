"""Every colour of the program by its purpose, for each theme."""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtGui import QColor

VELOCITY_SHADES = 8
Shades = tuple[QColor, ...]  # from the softest velocity to the loudest


@dataclass(eq=False, repr=False)  # a few milliseconds sooner than with all that a dataclass can do
class Palette:
    """Every colour of one theme by its purpose. Blue for own notes, orange for generated: colour-blind eyes agree."""

    is_dark: bool
    # window
    window: QColor
    surface: QColor  # panels, lists, fields
    raised: QColor  # buttons
    border: QColor
    text: QColor
    muted_text: QColor
    accent: QColor
    on_accent: QColor  # text on `accent`
    error: QColor
    # piano roll
    white_row: QColor
    black_row: QColor
    row_line: QColor
    step_line: QColor
    beat_line: QColor
    bar_line: QColor
    white_key: QColor
    black_key: QColor
    key_line: QColor
    key_text: QColor
    ruler: QColor
    # notes: fill of the softest and of the loudest
    soft_note: QColor
    loud_note: QColor
    soft_take: QColor
    loud_take: QColor
    selected_note: QColor
    note_border: QColor
    take_border: QColor
    selected_border: QColor
    note_text: QColor
    ghost: QColor  # translucent
    # marks over the grid
    playhead: QColor
    loop: QColor
    seed: QColor
    seed_band: QColor  # translucent
    rubber_band: QColor  # translucent
    # tracks: what `Track.colour` counts; no orange, which is the takes'. They were moved apart for colour-blind eyes.
    track_colours: tuple[QColor, ...]
    out_of_view: QColor  # translucent; over what the overview shows beside the part in view
    # how much of its colour a track's softest note has, and of white its loudest; how much of that the notes of tracks
    # that are not edited keep, and of those that are not heard either: the rest is the row's
    soft_share: float = 0.5
    loud_share: float = 0.0
    other_share: float = 0.45
    silent_share: float = 0.2

    @cached_property
    def note_shades(self) -> Shades:
        """Own notes, from the softest velocity to the loudest."""
        return _shades(self.soft_note, self.loud_note)

    @cached_property
    def _track_shades(self) -> tuple[Shades, ...]:
        """Notes of the track that is being edited, by track colour."""
        row, white = self.white_row, QColor("white")
        others = (
            _shades(mixed(row, colour, self.soft_share), mixed(colour, white, self.loud_share))
            for colour in self.track_colours[1:]
        )
        return (self.note_shades, *others)

    @cached_property
    def _faint_shades(self) -> tuple[Shades, ...]:
        return tuple(_fainter(shades, self.white_row, self.other_share) for shades in self._track_shades)

    @cached_property
    def _faintest_shades(self) -> tuple[Shades, ...]:
        return tuple(_fainter(shades, self.white_row, self.silent_share) for shades in self._track_shades)

    def track_shades(self, colour: int, is_active: bool, is_heard: bool) -> Shades:
        """Notes of a track with the track colour `colour`; faint when it is not edited, fainter when not heard."""
        families = self._track_shades, self._faint_shades, self._faintest_shades
        return families[(not is_active) + (not is_heard)][colour]

    @cached_property
    def _track_borders(self) -> tuple[QColor, ...]:
        others = (_edge_of(colour, self.note_border) for colour in self.track_colours[1:])
        return (self.note_border, *others)

    def track_border(self, colour: int) -> QColor:
        """The edge of the notes of a track with the track colour `colour`."""
        return self._track_borders[colour]

    @cached_property
    def take_shades(self) -> Shades:
        """Generated notes."""
        return _shades(self.soft_take, self.loud_take)


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """The colour `share` (0..1) of the way from `first` to `second`."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
        first.alphaF() + (second.alphaF() - first.alphaF()) * share,
    )


def ink_on(fill: QColor) -> QColor:
    """Black or white: of which the contrast with `fill`, as WCAG 2 defines it, is higher, and at least 4.5."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (fill.redF(), fill.greenF(), fill.blueF())
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return QColor("black" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "white")


def _fainter(shades: Shades, ground: QColor, share: float) -> Shades:
    return tuple(mixed(ground, shade, share) for shade in shades)


def _shades(soft: QColor, loud: QColor) -> Shades:
    return tuple(mixed(soft, loud, step / (VELOCITY_SHADES - 1)) for step in range(VELOCITY_SHADES))


def _edge_of(colour: QColor, usual: QColor) -> QColor:
    """A darker shade of `colour`, as dark as the `usual` edge or darker, and not more vivid."""
    saturation = min(usual.hslSaturationF(), colour.hslSaturationF())
    lightness = min(usual.lightnessF(), 0.66 * colour.lightnessF())
    return QColor.fromHslF(colour.hslHueF(), saturation, lightness).toRgb()


def _hex(rgb: str, alpha: int = 255) -> QColor:
    colour = QColor(rgb)
    colour.setAlpha(alpha)
    return colour


DARK = Palette(
    is_dark=True,
    window=_hex("#1a1d22"),
    surface=_hex("#21252b"),
    raised=_hex("#2d323a"),
    border=_hex("#3a404a"),
    text=_hex("#e4e8ee"),
    muted_text=_hex("#9aa3b0"),
    accent=_hex("#5ba8f0"),
    on_accent=_hex("#0c1520"),
    error=_hex("#ff8a7a"),
    white_row=_hex("#22262d"),
    black_row=_hex("#1c2026"),
    row_line=_hex("#2a2f37"),
    step_line=_hex("#292e36"),
    beat_line=_hex("#343a45"),
    bar_line=_hex("#505968"),
    white_key=_hex("#c6cad1"),
    black_key=_hex("#2a2e35"),
    key_line=_hex("#949ba6"),
    key_text=_hex("#434b57"),
    ruler=_hex("#1a1d22"),
    soft_note=_hex("#3d76ae"),
    loud_note=_hex("#74c0ff"),
    soft_take=_hex("#a5642a"),
    loud_take=_hex("#ffb45c"),
    selected_note=_hex("#f2f7fd"),
    note_border=_hex("#12263a"),
    take_border=_hex("#3d220a"),
    selected_border=_hex("#5ba8f0"),
    note_text=_hex("#0d1a28"),
    ghost=_hex("#ffb45c", 46),
    playhead=_hex("#f5f7fa"),
    loop=_hex("#7d8a9e"),
    seed=_hex("#5ba8f0"),
    seed_band=_hex("#5ba8f0", 15),
    rubber_band=_hex("#9cc9f5", 40),
    track_colours=tuple(
        map(_hex, ("#6bb8fa", "#3db384", "#e5d257", "#f16671", "#9e7eed", "#67e3f5", "#a6dd7a", "#aeb6c2"))
    ),
    out_of_view=_hex("#1a1d22", 120),
)

LIGHT = Palette(
    is_dark=False,
    window=_hex("#f1f3f5"),
    surface=_hex("#ffffff"),
    raised=_hex("#ffffff"),
    border=_hex("#ccd1d9"),
    text=_hex("#1d232c"),
    muted_text=_hex("#5a6473"),
    accent=_hex("#1b6ec2"),
    on_accent=_hex("#ffffff"),
    error=_hex("#b3261e"),
    white_row=_hex("#fcfcfd"),
    black_row=_hex("#f1f3f6"),
    row_line=_hex("#e6e9ee"),
    step_line=_hex("#eaecf0"),
    beat_line=_hex("#d6dae1"),
    bar_line=_hex("#a9b1be"),
    white_key=_hex("#ffffff"),
    black_key=_hex("#3d434d"),
    key_line=_hex("#c9ced6"),
    key_text=_hex("#6a7381"),
    ruler=_hex("#f1f3f5"),
    soft_note=_hex("#a9cdf0"),
    loud_note=_hex("#2a7fd4"),
    soft_take=_hex("#f8d3a4"),
    loud_take=_hex("#e8820c"),
    selected_note=_hex("#12324f"),
    note_border=_hex("#1a5490"),
    take_border=_hex("#9a5405"),
    selected_border=_hex("#12324f"),
    note_text=_hex("#0b1c2d"),
    ghost=_hex("#e8820c", 50),
    playhead=_hex("#1d232c"),
    loop=_hex("#6a7688"),
    seed=_hex("#1b6ec2"),
    seed_band=_hex("#1b6ec2", 15),
    rubber_band=_hex("#1b6ec2", 36),
    track_colours=tuple(
        map(_hex, ("#2a7fd4", "#12805a", "#98801e", "#c8324f", "#673dc0", "#175d72", "#466514", "#7a7c88"))
    ),
    out_of_view=_hex("#f1f3f5", 120),
)

CONTRAST = Palette(
    is_dark=True,
    window=_hex("#000000"),
    surface=_hex("#000000"),
    raised=_hex("#141414"),
    border=_hex("#c8c8c8"),
    text=_hex("#ffffff"),
    muted_text=_hex("#e2e2e2"),
    accent=_hex("#ffe14d"),
    on_accent=_hex("#000000"),
    error=_hex("#ff9c8f"),
    white_row=_hex("#262626"),
    black_row=_hex("#121212"),
    row_line=_hex("#3c3c3c"),
    step_line=_hex("#3c3c3c"),
    beat_line=_hex("#6e6e6e"),
    bar_line=_hex("#d0d0d0"),
    white_key=_hex("#ffffff"),
    black_key=_hex("#000000"),
    key_line=_hex("#5a5a5a"),
    key_text=_hex("#000000"),
    ruler=_hex("#000000"),
    soft_note=_hex("#3d9bff"),
    loud_note=_hex("#a8d8ff"),
    soft_take=_hex("#f08a1d"),
    loud_take=_hex("#ffc27a"),
    selected_note=_hex("#ffffff"),
    note_border=_hex("#000000"),
    take_border=_hex("#000000"),
    selected_border=_hex("#ffe14d"),
    note_text=_hex("#000000"),
    ghost=_hex("#ffc27a", 130),
    playhead=_hex("#ffffff"),
    loop=_hex("#ffffff"),
    seed=_hex("#7cc4ff"),
    seed_band=_hex("#7cc4ff", 28),
    rubber_band=_hex("#ffe14d", 50),
    track_colours=tuple(
        map(_hex, ("#8cc8ff", "#3fd19b", "#fff06a", "#ff767c", "#b895fd", "#7df0ff", "#82b235", "#d2d1d3"))
    ),
    out_of_view=_hex("#000000", 60),
    soft_share=0.95,
    loud_share=0.25,
    other_share=0.8,
    silent_share=0.55,
)
