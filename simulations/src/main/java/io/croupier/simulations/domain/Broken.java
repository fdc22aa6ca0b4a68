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
    private final String where;
    private final String what;

    Broken(Rule rule, String what) {
        this(rule, "", what);
    }

    /** @param where what kinds of things break it: the same rule broken elsewhere is another fault */
    Broken(Rule rule, String where, String what) {
        super(what);
        this.rule = rule;
        this.where = where;
        this.what = what;
    }

    Broken(Rule rule, String what, Throwable cause) {
        super(what, cause);
        this.rule = rule;
        this.where = "";
        this.what = what;
    }

    Rule rule() {
        return rule;
    }

    /** Whether both break the same rule in the same place. */
    boolean isLike(Broken other) {
        return rule == other.rule && where.equals(other.where);
    }

    String what() {
        return what;
    }
}
