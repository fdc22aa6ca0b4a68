package io.croupier.feed;

/** Another owner has moved the feed's cursor meanwhile: this one's batch is not written, and it begins again from there. */
final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FencedException(Cursor expected) {
        super("the feed's cursor is not at " + expected.text() + " any more: it has another owner");
    }
}
