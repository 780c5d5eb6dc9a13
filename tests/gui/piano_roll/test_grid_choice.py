import pytest

from composer.music.grid import Grid


@pytest.fixture
def choice(roll):
    return roll.grid_choice


def test_the_grid_gets_finer_and_coarser_within_its_kind(choice):
    choice.use_finer()
    assert choice.grid is Grid.THIRTY_SECOND
    for _ in range(9):
        choice.use_coarser()
    assert choice.grid is Grid.BAR
    choice.use(Grid.EIGHTH_TRIPLET)
    choice.use_finer()
    assert choice.grid is Grid.SIXTEENTH_TRIPLET


def test_triplets_are_switched_on_and_off(choice):
    choice.switch_triplets()
    assert choice.grid is Grid.SIXTEENTH_TRIPLET
    choice.switch_triplets()
    assert choice.grid is Grid.SIXTEENTH
    choice.use(Grid.QUARTER_DOTTED)
    choice.switch_triplets()
    assert choice.grid is Grid.QUARTER_TRIPLET


def test_a_grid_that_was_off_comes_back_as_it_was(choice):
    choice.use(Grid.EIGHTH)
    choice.switch_snapping()
    assert choice.grid is Grid.OFF
    choice.switch_snapping()
    assert choice.grid is Grid.EIGHTH


def test_an_adaptive_grid_follows_the_zoom(choice, roll):
    choice.use_adaptive()
    fine = choice.grid
    for _ in range(8):
        roll.zooming.zoom_out()
    assert choice.grid.step_ticks(480) > fine.step_ticks(480)
    for _ in range(30):
        roll.zooming.zoom_in()
    assert choice.grid is Grid.SIXTY_FOURTH
    assert choice.is_adaptive


def test_a_chosen_grid_stays_at_every_zoom(choice, roll):
    choice.use_adaptive()
    choice.use(Grid.QUARTER)
    roll.zooming.zoom_in()
    assert (choice.grid, choice.is_adaptive) == (Grid.QUARTER, False)


def test_a_change_is_told_once(choice, qtbot):
    with qtbot.waitSignal(choice.changed):
        choice.use(Grid.EIGHTH)
    with qtbot.assertNotEmitted(choice.changed):
        choice.use(Grid.EIGHTH)
    with qtbot.waitSignal(choice.changed):
        choice.switch_adapting()
    with qtbot.waitSignal(choice.changed):
        choice.switch_adapting()
