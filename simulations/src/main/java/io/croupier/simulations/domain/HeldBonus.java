package io.croupier.simulations.domain;

import io.croupier.wallet.domain.BonusState;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.FreeBetTerms;
import org.jspecify.annotations.Nullable;

/** A bonus as the judge knows it; {@code freeTerms} of one that holds what free bets win. */
final class HeldBonus {
    final BonusTerms terms;
    final @Nullable FreeBetTerms freeTerms;
    BonusState state = BonusState.OPEN;
    long moneyMinor;
    long convertedMinor;

    HeldBonus(BonusTerms terms, @Nullable FreeBetTerms freeTerms, long moneyMinor) {
        this.terms = terms;
        this.freeTerms = freeTerms;
        this.moneyMinor = moneyMinor;
    }

    /** A free bet won: what was won before and is real money by now is none of this any more. */
    void wins(long minor) {
        convertedMinor = state == BonusState.OPEN ? convertedMinor : 0;
        state = BonusState.OPEN;
        moneyMinor += minor;
    }

    boolean plays(@Nullable String table) {
        return terms.tables().isEmpty() || (table != null && terms.tables().contains(table));
    }
}
