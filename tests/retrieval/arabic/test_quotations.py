from retrieval.arabic.quotations import MARK, pair_marks


def paired(text: str) -> list[str]:
    """What stands between paired marks, in the order in which the marks close."""
    marks = [match.start() for match in MARK.finditer(text)]
    openers = pair_marks(text, 0, len(text), marks).openers
    return [text[opener + 1 : close] for close, opener in openers.items()]


def test_straight_marks_are_paired_by_their_neighbours():
    assert paired('قال "نعم"، ثم "لا".') == ["نعم", "لا"]


def test_a_mark_glued_to_a_preposition_opens():
    assert paired('عرف ب"الأمير" و"الشاعر".') == ["الأمير", "الشاعر"]


def test_a_mark_with_space_on_both_sides_takes_turns():
    assert paired('قال " نعم " ومضى') == [" نعم "]


def test_a_mark_glued_to_words_on_both_sides_takes_turns():
    assert paired('كتاب"الأيام"لطه حسين') == ["الأيام"]


def test_guillemets_set_the_wrong_way_round_are_understood():
    assert paired("قرأ »الأيام« مرتين") == ["الأيام"]


def test_different_marks_may_open_and_close():
    assert paired("قرأ “الأيام» مرتين") == ["الأيام"]


def test_a_quotation_within_a_quotation_is_paired_first():
    assert paired('"قرأت "الأيام" مرتين"') == ["الأيام", 'قرأت "الأيام" مرتين']


def test_an_opening_mark_without_a_partner_is_ignored():
    assert paired('قال: "قرأت كتاب "الأيام" مرتين.') == ["الأيام"]


def test_a_closing_mark_without_a_partner_is_ignored():
    assert paired('قرأ الأيام" مرتين (أو ثلاثا).') == ["أو ثلاثا"]


def test_brackets_close_what_was_left_open_inside_them():
    assert paired('قرأ (كتاب "الأيام) مرتين"') == ['كتاب "الأيام']


def test_kinds_of_brackets_do_not_close_each_other():
    assert paired("أ (ب [ج) د] هـ") == ["ب [ج"]
