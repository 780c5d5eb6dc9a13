import pytest

from composer.music.plan import MOST_SECTIONS, PlanError, Section, sections_of


@pytest.mark.parametrize("plan", ["A A B A", "AABA", "a a b a", "A, A, B, A", "A|A|B|A"])
def test_a_plan_is_read_however_it_is_spaced(plan):
    assert [section.letter for section in sections_of(plan)] == ["A", "A", "B", "A"]


def test_an_apostrophe_varies_and_a_number_transposes():
    assert sections_of("A A' A’ A+5 A'-12") == (
        Section("A"),
        Section("A", is_varied=True),
        Section("A", is_varied=True),
        Section("A", transposition=5),
        Section("A", is_varied=True, transposition=-12),
    )


@pytest.mark.parametrize("plan", ["", " ", "1", "A 1", "A ä", "A+", "A+123", "A''", "+5"])
def test_what_is_no_plan_is_refused_with_an_example(plan):
    with pytest.raises(PlanError, match="A A B A"):
        sections_of(plan)


def test_a_plan_that_is_too_long_is_refused():
    with pytest.raises(PlanError, match="at most 16 sections"):
        sections_of("A" * (MOST_SECTIONS + 1))
