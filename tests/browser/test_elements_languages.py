"""The five languages are whole, and every text, number and time is in the language of the page."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .elements_page import BELL, CENTER, PREFERENCES, bell_of, give_fake, open_bell

WHAT_IS_MISSING = """async () => {
    const texts = async (name) => (await import(`/elements/texts/${name}.js`)).default;
    const english = await texts("en");
    const found = [];
    for (const language of ["en", "de", "es", "fr", "ar"]) {
      const words = await texts(language);
      const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const values = (text) => [...new Set(JSON.stringify(text).match(/\\{\\w+\\}/g) ?? [])].sort().join();
      for (const name of new Set([...Object.keys(english), ...Object.keys(words)])) {
        const [wanted, text] = [english[name], words[name]];
        if (!wanted || !text || typeof wanted !== typeof text) found.push([language, name]);
        else if (typeof text === "object" && plurals.some((plural) => !text[plural])) found.push([language, name, "plurals"]);
        else if (values(wanted) !== values(text)) found.push([language, name, values(text)]);
      }
    }
    return found;
}"""


SPOKEN = [
    ("de", "2 ungelesene Mitteilungen", "Mitteilungen", "vor 2 Stunden"),
    ("es-MX", "2 notificaciones sin leer", "Notificaciones", "hace 2 horas"),
    ("fr", "2 notifications non lues", "Notifications", "il y a 2 heures"),
    ("ar", "2 إشعاران غير مقروءين", "الإشعارات", "قبل ساعتين"),
    ("ja", "2 unread notifications", "Notifications", "2 hours ago"),
    ("not a language", "2 unread notifications", "Notifications", "2 hours ago"),
]
"""A language, the bell's name, the list's and a time; what is not shipped is English."""


def test_every_language_has_every_text_in_every_plural_form(drop_in: Callable[..., Page]) -> None:
    page = drop_in("")

    assert page.evaluate(WHAT_IS_MISSING) == []
    assert page.evaluate("new Intl.PluralRules('ar').resolvedOptions().pluralCategories.length") == 6


def test_the_page_says_which_language(drop_in: Callable[..., Page]) -> None:
    page = drop_in(BELL)
    for lang, name, title, time in SPOKEN:
        page.evaluate("(lang) => { document.documentElement.lang = lang }", lang)
        give_fake(page, "{ notifications: n(3), unreadCount: 2 }")
        expect(bell_of(page)).to_have_accessible_name(name)

        panel = open_bell(page)

        expect(panel.get_by_role("heading", name=title)).to_be_visible()
        expect(panel.locator("time").last).to_have_text(time)


REASONS = [
    ("new ApiError(503)", "Der Server antwortet nicht wie erwartet. Bitte versuchen Sie es noch einmal."),
    ("new ApiError(422, { error: 'Nein, danke.' })", "Nein, danke."),
    ("new DOMException('no', 'NotAllowedError')", "Der Browser blockiert Mitteilungen dieser Website."),
]
"""What a client throws, and what is said of it; the server's own words are nobody else's to translate."""


def test_why_something_did_not_work_is_said_in_the_language_of_the_page(drop_in: Callable[..., Page]) -> None:
    page = drop_in(PREFERENCES, lang="de")
    give_fake(page)
    for thrown, reason in REASONS:
        page.evaluate(
            f"async () => {{ const {{ ApiError }} = await import('/client/errors.js'); fake.refusal = {thrown}; }}"
        )
        page.get_by_role("switch", name="SMS").click()
        expect(page.locator(".notSaved")).to_contain_text(f"Nicht gespeichert: \u2068{reason}")


def test_arabic_stands_from_right_to_left(drop_in: Callable[..., Page]) -> None:
    page = drop_in(f"<div class=bar>{BELL}</div>", lang="ar")
    give_fake(page, "{ notifications: n(2), unreadCount: 1 }")
    panel = open_bell(page)
    expect(panel.get_by_role("listitem")).to_have_count(2)

    middle = "(one) => { const { left, width } = one.getBoundingClientRect(); return left + width / 2; }"
    icon, title = panel.locator("li .tile").first.evaluate(middle), panel.locator("li .title").first.evaluate(middle)
    assert icon > title
    assert panel.evaluate("(one) => one.getBoundingClientRect().left") == bell_of(page).evaluate(
        "(one) => one.getBoundingClientRect().left"
    )
    assert panel.get_by_role("heading").evaluate("(one) => getComputedStyle(one).direction") == "rtl"


def test_an_element_may_speak_another_language_than_its_page_and_in_its_own_words(drop_in: Callable[..., Page]) -> None:
    page = drop_in(BELL.replace("{api}", 'lang="de"') + CENTER.replace("{api}", 'dir="rtl"'))
    give_fake(page, "{ notifications: n(1), unreadCount: 3 }")
    expect(bell_of(page)).to_have_accessible_name("3 ungelesene Mitteilungen")
    expect(page.locator("notification-center section")).to_have_attribute("dir", "rtl")

    page.evaluate(
        "document.querySelector('notification-bell').texts = { unread: { other: '{count} Neuigkeiten' }, title: 'Post' }"
    )
    expect(bell_of(page)).to_have_accessible_name("3 Neuigkeiten")
    expect(open_bell(page).get_by_role("heading", name="Post")).to_be_visible()
    expect(page.get_by_role("button", name="Alle als gelesen markieren")).to_be_visible()


def test_an_element_in_a_shadow_root_speaks_the_language_around_it(drop_in: Callable[..., Page]) -> None:
    page = drop_in("<div></div>", lang="ar")
    page.evaluate(
        "document.querySelector('main div').attachShadow({ mode: 'open' }).append(document.createElement('notification-bell'))"
    )
    expect(bell_of(page)).to_have_accessible_name("لا إشعارات غير مقروءة")
    expect(page.locator("notification-bell div[dir]")).to_have_attribute("dir", "rtl")


def test_the_plural_is_that_of_the_number_which_is_shown(drop_in: Callable[..., Page]) -> None:
    page = drop_in(BELL)
    for lang, count, name in (
        ("ar", 103, "99+ إشعارًا غير مقروء"),
        ("ar", 200, "99+ إشعارًا غير مقروء"),
        ("fr", 1_000_000, "99+ notifications non lues"),
    ):
        page.evaluate("(lang) => { document.documentElement.lang = lang }", lang)
        give_fake(page, f"{{ unreadCount: {count} }}")
        expect(bell_of(page)).to_have_accessible_name(name)


def test_a_time_says_no_more_than_is_known(drop_in: Callable[..., Page]) -> None:
    page = drop_in("")
    hours = {
        0: "now",
        1: "1 hour ago",
        47: "1 day ago",
        13 * 24: "1 week ago",
        55 * 24: "1 month ago",
        700 * 24: "1 year ago",
    }

    said = page.evaluate(
        """async (hours) => {
            const { Times } = await import("/elements/times.js");
            const [times, node] = [new Times("en"), document.createElement("time")];
            return hours.map((ago) => {
                times.fill(node, new Date(Date.now() - ago * 3_600_000).toISOString());
                return node.textContent;
            });
        }""",
        list(hours),
    )

    assert said == list(hours.values())


def test_the_preferences_speak_german(drop_in: Callable[..., Page]) -> None:
    page = drop_in(PREFERENCES, lang="de")
    give_fake(page)
    page.evaluate("Object.assign(fake.held, { emailMutedUntil: '2099-03-01T12:00:00.000Z' })")
    page.evaluate("document.querySelector('notification-preferences').client = fake")

    expect(page.get_by_text("E-Mails ruhen bis")).to_contain_text("1. März 2099")
    expect(page.get_by_role("checkbox", name="Prämien: E-Mail")).to_be_checked()
