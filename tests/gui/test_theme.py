from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QSlider,
    QSpinBox,
    QStyleFactory,
    QToolButton,
    QTreeWidget,
)

from composer.gui.palette import ink_on
from composer.gui.piano_roll.keyboard import lit_white_key
from composer.gui.style_sheet import style_sheet
from composer.gui.theme import CONTRAST, DARK, LIGHT, apply_theme, current_palette, mixed
from composer.music.tracks import TRACK_COLOURS

every_theme = pytest.mark.parametrize("palette", [DARK, LIGHT, CONTRAST], ids=["dark", "light", "contrast"])


def luminance(colour: QColor) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


# How linear RGB looks without one kind of cone: G. M. Machado et al., A Physiologically-based Model for Simulation of
# Color Vision Deficiency (2009), severity 1.
EYES = {
    "all cones": np.eye(3),
    "no long-wave cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no middle-wave cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no short-wave cones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
RGB_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = RGB_TO_XYZ.sum(axis=1)
DISTINCT = 12.0  # CIE 1976 colour difference; 2.3 can just be noticed side by side


def seen(colour: QColor, eyes: np.ndarray) -> np.ndarray:
    """The colour in CIELAB as these eyes see it."""
    rgb = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = RGB_TO_XYZ @ np.clip(eyes @ linear, 0, 1) / WHITE
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(first: QColor, second: QColor) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@every_theme
def test_text_can_be_read(palette):
    for text in (palette.text, palette.muted_text, palette.error, palette.accent):
        for ground in (palette.window, palette.surface):
            assert contrast(text, ground) >= 4.5, f"{text.name()} on {ground.name()}"
    assert contrast(palette.text, palette.raised) >= 4.5
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    assert contrast(palette.key_text, palette.white_key) >= 4.5
    assert contrast(palette.black_key, lit_white_key(palette)) >= 4.5


@every_theme
def test_every_note_stands_out_from_its_row_by_its_fill_or_its_border(palette):
    for fills, border in (
        (palette.note_shades, palette.track_border(0)),
        (palette.take_shades, palette.take_border),
        ([palette.selected_note], palette.selected_border),
    ):
        for fill in fills:
            for row in (palette.white_row, palette.black_row):
                assert max(contrast(fill, row), contrast(border, row)) >= 3, f"{fill.name()} on {row.name()}"


@every_theme
def test_a_border_has_the_hue_of_its_track_and_is_darker_than_its_notes(palette):
    for track in range(TRACK_COLOURS):
        border, loud = palette.track_border(track), palette.track_colours[track]
        assert border.lightness() < 0.7 * loud.lightness()
        if border.hslSaturationF() > 0.1:
            apart = abs(border.hslHueF() - loud.hslHueF())
            assert min(apart, 1 - apart) < 0.03, border.name()


def over(ground: QColor, veil: QColor) -> QColor:
    """What a translucent colour makes of the one behind it."""
    return mixed(ground, QColor(veil.rgb()), veil.alphaF())


def families(palette, *looks: tuple[bool, bool]) -> list[QColor]:
    """All shades of all track colours in these looks: (whether it is edited, whether it is heard)."""
    return [shade for colour in range(8) for look in looks for shade in palette.track_shades(colour, *look)]


@every_theme
def test_the_name_of_a_note_can_be_read_on_it_however_loud_it_is(palette):
    fills = [*families(palette, (True, True), (True, False)), *palette.take_shades, palette.selected_note]
    assert all(contrast(ink_on(fill), fill) >= 4.5 for fill in fills)


def test_in_high_contrast_names_stand_out_more():
    fills = [*families(CONTRAST, (True, True)), *CONTRAST.take_shades, CONTRAST.selected_note]
    assert all(contrast(ink_on(fill), fill) >= 7 for fill in fills)


def test_in_high_contrast_the_notes_of_other_tracks_and_takes_can_be_seen_inside_and_outside_the_seed():
    plain = [CONTRAST.white_row, CONTRAST.black_row]
    rows = [*plain, *(over(row, CONTRAST.seed_band) for row in plain)]
    for fills, least in (((False, True), 3), ((True, False), 3), ((False, False), 2)):
        assert all(contrast(fill, row) >= least for fill in families(CONTRAST, fills) for row in rows)
    assert all(contrast(over(row, CONTRAST.ghost), row) >= 3 for row in rows)


@every_theme
def test_louder_notes_stand_out_more(palette):
    tracks = (palette.track_shades(colour, is_active, True) for colour in range(8) for is_active in (True, False))
    for shades in (palette.note_shades, palette.take_shades, *tracks):
        contrasts = [contrast(shade, palette.white_row) for shade in shades]
        assert contrasts == sorted(contrasts)


@every_theme
def test_tracks_are_fainter_when_not_edited_and_fainter_still_when_not_heard(palette):
    for colour in range(8):
        looks = [palette.track_shades(colour, *look)[-1] for look in ((True, True), (False, True), (False, False))]
        contrasts = [contrast(look, palette.white_row) for look in looks]
        assert contrasts == sorted(contrasts, reverse=True)


@every_theme
@pytest.mark.parametrize("eyes", EYES)
def test_eyes_that_lack_a_cone_tell_tracks_takes_and_selected_notes_apart(palette, eyes):
    takes = [palette.take_shades[5]]
    for alike in ([*palette.track_colours, *takes], [palette.note_shades[5], *takes, palette.selected_note]):
        for first, second in combinations(alike, 2):
            distance = np.linalg.norm(seen(first, EYES[eyes]) - seen(second, EYES[eyes]))
            assert distance >= DISTINCT, f"{first.name()} and {second.name()}"


def test_high_contrast_is_high():
    for text in (CONTRAST.text, CONTRAST.muted_text, CONTRAST.accent, CONTRAST.error):
        assert contrast(text, CONTRAST.window) >= 7
    lines = (CONTRAST.border, CONTRAST.bar_line, CONTRAST.playhead, CONTRAST.loop, CONTRAST.seed)
    assert all(contrast(line, CONTRAST.black_row) >= 4.5 for line in lines)
    notes = (*CONTRAST.note_shades, *CONTRAST.take_shades, *CONTRAST.track_colours)
    assert all(contrast(note, CONTRAST.white_row) >= 4.5 for note in notes)


@every_theme
def test_own_notes_are_blue_and_generated_ones_orange(palette):
    assert all(190 <= shade.hue() <= 230 for shade in palette.note_shades)
    assert all(20 <= shade.hue() <= 45 for shade in palette.take_shades)


@pytest.mark.parametrize(("name", "palette"), [("dark", DARK), ("light", LIGHT), ("contrast", CONTRAST)])
def test_a_theme_reaches_the_widgets_and_the_roll(qapp, name, palette):
    apply_theme(qapp, name)
    assert qapp.palette().color(QPalette.ColorRole.Window) == palette.window
    assert current_palette() is palette


def test_the_desktops_theme_is_one_of_the_two(qapp):
    apply_theme(qapp, "system")
    assert current_palette() in (DARK, LIGHT)


in_every_theme = pytest.mark.parametrize("theme", ["dark", "light", "contrast"])


def grabbed(qtbot, widget) -> QImage:
    """What a widget looks like on its own in the style that the program uses."""
    qtbot.addWidget(widget)
    widget.setStyle(QStyleFactory.create("Fusion"))
    return widget.grab().toImage()


def from_the_left(picture: QImage, columns: int) -> list[QColor]:
    """The first colours of the middle row."""
    return [picture.pixelColor(x, picture.height() // 2) for x in range(columns)]


def range_of(picture: QImage) -> float:
    """The contrast of its lightest with its darkest pixel."""
    colours = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
    return contrast(max(colours, key=luminance), min(colours, key=luminance))


@in_every_theme
def test_a_box_that_is_not_checked_can_be_seen(qapp, qtbot, theme):
    apply_theme(qapp, theme)
    picture = grabbed(qtbot, QCheckBox())
    middle = from_the_left(picture, picture.width() // 2)
    assert max(contrast(colour, current_palette().window) for colour in middle) >= 2.5


@in_every_theme
@pytest.mark.parametrize("field", [QSpinBox, QLineEdit, QPlainTextEdit])
def test_the_edge_of_a_field_can_be_seen(qapp, qtbot, theme, field):
    apply_theme(qapp, theme)
    picture = grabbed(qtbot, field())
    assert max(contrast(colour, current_palette().window) for colour in from_the_left(picture, 3)) >= 1.5


@in_every_theme
def test_the_handle_of_a_slider_can_be_seen(qapp, qtbot, theme):
    apply_theme(qapp, theme)
    slider = QSlider(Qt.Orientation.Horizontal)
    handle = from_the_left(grabbed(qtbot, slider), 12)
    enough = 1.5 if theme == "light" else 3  # in the light, the handle is told by its edge
    assert max(contrast(colour, current_palette().window) for colour in handle) >= enough


def test_in_high_contrast_the_handle_of_a_slider_that_cannot_be_used_can_be_seen(qapp, qtbot):
    apply_theme(qapp, "contrast")
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setEnabled(False)
    handle = from_the_left(grabbed(qtbot, slider), 12)
    assert max(contrast(colour, CONTRAST.window) for colour in handle) >= 3


@in_every_theme
def test_what_cannot_be_used_is_fainter_than_what_can(qapp, theme):
    apply_theme(qapp, theme)
    palette, group, role = qapp.palette(), QPalette.ColorGroup, QPalette.ColorRole
    for each in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.Highlight):
        looks = [
            contrast(palette.color(state, each), palette.color(role.Window)) for state in (group.Disabled, group.Active)
        ]
        assert looks[0] < 0.75 * looks[1], each
    assert contrast(palette.color(group.Disabled, role.Highlight), palette.color(role.Window)) < 2.5


@in_every_theme
@pytest.mark.parametrize("name", ["mute", "solo", "take", ""])
def test_a_small_button_shows_that_it_has_the_focus(qapp, qtbot, theme, name):
    apply_theme(qapp, theme)
    button = QToolButton()
    qtbot.addWidget(button)
    button.setObjectName(name)
    button.setText("M")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setStyleSheet(style_sheet(current_palette()))
    button.show()
    before = button.grab().toImage()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    after = button.grab().toImage()
    places = [(x, y) for x in range(after.width()) for y in range(after.height())]
    assert max(contrast(before.pixelColor(*place), after.pixelColor(*place)) for place in places) >= 3


@in_every_theme
def test_the_chosen_entry_of_an_open_list_can_be_read(qapp, qtbot, theme):
    apply_theme(qapp, theme)
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["One", "Two"])
    box.setStyleSheet(style_sheet(current_palette()))
    box.show()
    box.showPopup()
    view = box.view()
    entry = view.viewport().grab(view.visualRect(box.model().index(0, 0))).toImage()
    box.hidePopup()
    assert range_of(entry) >= 4.5


@in_every_theme
def test_the_entry_of_a_menu_that_is_pointed_at_can_be_read(qapp, qtbot, theme):
    apply_theme(qapp, theme)
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.setStyleSheet(style_sheet(current_palette()))
    entries = [menu.addAction(name) for name in ("One", "Two")]
    menu.popup(QPoint())
    menu.setActiveAction(entries[1])
    plain, pointed_at = (menu.grab(menu.actionGeometry(entry)).toImage() for entry in entries)
    menu.close()
    assert range_of(plain) >= 4.5
    assert range_of(pointed_at) >= 4.5
    ends = [entry.pixelColor(entry.width() - 4, entry.height() // 2) for entry in (plain, pointed_at)]
    assert contrast(*ends) >= 3


@in_every_theme
def test_the_arrow_of_the_submenu_that_is_pointed_at_can_be_seen(qapp, qtbot, theme):
    apply_theme(qapp, theme)
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.setStyle(QStyleFactory.create("Fusion"))
    menu.setStyleSheet(style_sheet(current_palette()))
    for name in ("One", "Two"):
        menu.addMenu(name)
    menu.popup(QPoint())
    menu.setActiveAction(menu.actions()[1])
    for entry in menu.actions():
        place = menu.actionGeometry(entry)
        assert range_of(menu.grab(place.adjusted(place.width() - 20, 3, -3, -3)).toImage()) >= 3
    menu.close()


@in_every_theme
def test_the_empty_end_of_a_header_looks_like_the_rest_of_it(qapp, qtbot, theme):
    apply_theme(qapp, theme)
    tree = QTreeWidget()
    tree.setHeaderLabels(["Name"])
    tree.header().setStretchLastSection(False)
    tree.header().resizeSection(0, 60)
    tree.resize(200, 60)
    end = grabbed(qtbot, tree).pixelColor(190, tree.header().height() // 2)
    assert contrast(end, current_palette().window) < 1.3


@pytest.fixture
def high_contrast(qapp):
    """The theme in which every edge and every word has to stand out."""
    apply_theme(qapp, "contrast")


@pytest.mark.usefixtures("high_contrast")
@pytest.mark.parametrize("field", [QSpinBox, QCheckBox, QListWidget])
def test_in_high_contrast_the_edge_of_what_can_be_used_stands_out(qtbot, field):
    picture = grabbed(qtbot, field())
    assert max(contrast(colour, CONTRAST.window) for colour in from_the_left(picture, 4)) >= 7


@pytest.mark.usefixtures("high_contrast")
def test_in_high_contrast_words_that_cannot_be_used_can_be_read(qapp):
    group, role = QPalette.ColorGroup.Disabled, QPalette.ColorRole
    for each in (role.WindowText, role.Text, role.ButtonText):
        assert contrast(qapp.palette().color(group, each), CONTRAST.window) >= 7
