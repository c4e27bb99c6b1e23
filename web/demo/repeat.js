// Looking again and again, sooner after news, without bothering anybody while the page is hidden.

const GROWTH = 1.5;

/**
 * Calls `look` until it answers "the end"; after "news" the next look comes after `first` milliseconds, else after ever
 * longer pauses up to `longest`. Answers `{sooner, end}`: a look now, and none any more.
 */
export function repeat(look, { first, longest }) {
  const ended = new AbortController();
  let delay = first;
  let timer = 0;
  let isLooking = false;
  const round = async () => {
    if (isLooking || document.hidden || ended.signal.aborted) return; // a hidden page looks again once it is shown
    isLooking = true;
    clearTimeout(timer);
    const found = await look(ended.signal);
    isLooking = false;
    if (found === "the end") ended.abort();
    if (ended.signal.aborted) return;
    delay = found === "news" ? first : Math.min(longest, delay * GROWTH);
    timer = setTimeout(round, delay);
  };
  document.addEventListener("visibilitychange", round, { signal: ended.signal });
  round();
  return {
    sooner() {
      delay = first;
      round();
    },
    end() {
      ended.abort();
      clearTimeout(timer);
    },
  };
}
