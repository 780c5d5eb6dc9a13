import pytest
from PySide6.QtGui import QColor, QPalette

from composer.gui.theme import DARK, LIGHT, apply_theme, current_palette

both_themes = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])


def luminance(colour: QColor) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: QColor, second: QColor) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@both_themes
def test_text_can_be_read(palette):
    for text in (palette.text, palette.muted_text, palette.error, palette.accent):
        for ground in (palette.window, palette.surface):
            assert contrast(text, ground) >= 4.5, f"{text.name()} on {ground.name()}"
    assert contrast(palette.text, palette.raised) >= 4.5
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    assert contrast(palette.key_text, palette.white_key) >= 4.5


@both_themes
def test_every_note_stands_out_from_its_row_by_its_fill_or_its_border(palette):
    for fills, border in (
        (palette.note_shades, palette.note_border),
        (palette.take_shades, palette.take_border),
        ([palette.selected_note], palette.selected_border),
    ):
        for fill in fills:
            for row in (palette.white_row, palette.black_row):
                assert max(contrast(fill, row), contrast(border, row)) >= 3, f"{fill.name()} on {row.name()}"


@both_themes
def test_louder_notes_stand_out_more(palette):
    tracks = (palette.track_shades(colour, is_active, True) for colour in range(8) for is_active in (True, False))
    for shades in (palette.note_shades, palette.take_shades, *tracks):
        contrasts = [contrast(shade, palette.white_row) for shade in shades]
        assert contrasts == sorted(contrasts)


@both_themes
def test_tracks_are_fainter_when_not_edited_and_fainter_still_when_not_heard(palette):
    for colour in range(8):
        looks = [palette.track_shades(colour, *look)[-1] for look in ((True, True), (False, True), (False, False))]
        contrasts = [contrast(look, palette.white_row) for look in looks]
        assert contrasts == sorted(contrasts, reverse=True)


@both_themes
def test_own_notes_are_blue_and_generated_ones_orange(palette):
    assert all(190 <= shade.hue() <= 230 for shade in palette.note_shades)
    assert all(20 <= shade.hue() <= 45 for shade in palette.take_shades)


@pytest.mark.parametrize(("name", "palette"), [("dark", DARK), ("light", LIGHT)])
def test_a_theme_reaches_the_widgets_and_the_roll(qapp, name, palette):
    apply_theme(qapp, name)
    assert qapp.palette().color(QPalette.ColorRole.Window) == palette.window
    assert current_palette() is palette


def test_the_desktops_theme_is_one_of_the_two(qapp):
    apply_theme(qapp, "system")
    assert current_palette() in (DARK, LIGHT)
