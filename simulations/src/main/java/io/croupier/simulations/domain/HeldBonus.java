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
    long cutMinor;

    HeldBonus(BonusTerms terms, @Nullable FreeBetTerms freeTerms, long moneyMinor) {
        this.terms = terms;
        this.freeTerms = freeTerms;
        this.moneyMinor = moneyMinor;
    }

    /** A free bet won, also after what was won before has become real money. */
    void wins(long minor) {
        state = BonusState.OPEN;
        moneyMinor += minor;
    }

    /** What comes of one that was converted is real money up to the most that may be; what of it moves. */
    long earns(long minor) {
        Long most = terms.mostConvertedMinor();
        long earned = Math.max(0, convertedMinor + cutMinor + minor);
        long before = convertedMinor;
        convertedMinor = most == null ? earned : Math.min(most, earned);
        cutMinor = earned - convertedMinor;
        return convertedMinor - before;
    }

    boolean plays(@Nullable String table) {
        return terms.tables().isEmpty() || (table != null && terms.tables().contains(table));
    }
}
