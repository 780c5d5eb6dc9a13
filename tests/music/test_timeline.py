from composer.music import timeline
from composer.music.score import Marker, Score
from composer.music.time import Meter, MeterChange, TempoChange

THREE = Meter(3, 4)


def test_a_metre_holds_from_its_bar_until_the_next_change():
    score = timeline.with_meter(timeline.with_meter(Score(), 3840, Meter(6, 8)), 1920, THREE)
    assert [str(score.meter_map.meter_at(tick)) for tick in (0, 1920, 3840)] == ["4/4", "3/4", "6/8"]
    assert timeline.with_meter(score, 1920, Meter(2, 4)).meter_map.meter_at(2000) == Meter(2, 4)


def test_the_metre_that_holds_anyway_is_no_change():
    score = Score()
    assert timeline.with_meter(score, 1920, Meter(4, 4)) is score


def test_a_change_can_be_taken_back_but_not_the_first():
    score = timeline.with_tempo(timeline.with_meter(Score(), 1920, THREE), 960, 400_000)
    assert timeline.without_meter(timeline.without_tempo(score, 960), 1920) == Score()
    assert timeline.without_meter(score, 0) is score
    assert timeline.without_tempo(score, 0) is score
    assert timeline.without_tempo(score, 1) is score


def test_the_first_metre_and_tempo_can_be_others():
    score = timeline.with_tempo(timeline.with_meter(Score(), 0, THREE), 0, 400_000)
    assert score.meter_map.changes == (MeterChange(0, THREE),)
    assert score.tempo_map.changes == (TempoChange(0, 400_000),)


def test_markers_are_named_renamed_moved_and_removed():
    score = timeline.with_marker(timeline.with_marker(Score(), 960, "Chorus"), 0, "Verse")
    assert score.markers == (Marker(0, "Verse"), Marker(960, "Chorus"))
    assert timeline.with_marker(score, 0, "Intro").markers[0] == Marker(0, "Intro")
    assert timeline.with_marker(score, 0, "Verse") is score
    assert timeline.with_marker_moved(score, 960, 480).markers == (Marker(0, "Verse"), Marker(480, "Chorus"))
    assert timeline.with_marker_moved(score, 960, 0).markers == (Marker(0, "Chorus"),)
    assert timeline.with_marker_moved(score, 7, 0) is score
    assert timeline.without_marker(score, 0).markers == (Marker(960, "Chorus"),)
    assert timeline.without_marker(score, 5) is score


def test_neighbouring_markers_are_found_from_any_place():
    score = timeline.with_marker(timeline.with_marker(Score(), 960, "B"), 0, "A")
    assert timeline.next_marker(score, 0) == Marker(960, "B")
    assert timeline.next_marker(score, 960) is None
    assert timeline.previous_marker(score, 960) == Marker(0, "A")
    assert timeline.previous_marker(score, 0) is None
