package io.croupier.simulations.domain;

/** Something that must hold and does not, in one history; the message says what, of which entity. */
final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which of the things that must hold; a history that is made shorter must still break the same. */
    enum Rule {
        REST,
        ANSWERS,
        WALLET,
        BETS,
        ROUNDS,
        ORDER,
        JOURNAL,
        SUM,
        CRASHED
    }

    private final Rule rule;
    private final String what;

    Broken(Rule rule, String what) {
        super(what);
        this.rule = rule;
        this.what = what;
    }

    Broken(Rule rule, String what, Throwable cause) {
        super(what, cause);
        this.rule = rule;
        this.what = what;
    }

    Rule rule() {
        return rule;
    }

    String what() {
        return what;
    }
}
