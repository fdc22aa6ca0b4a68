package io.croupier.round.domain;

/**
 * What a plan does to the wallets of a book's players, worked out by applying it to a book that nobody keeps.
 *
 * @param bets that return more or less than they did
 * @param paidMoreMinor what some of them return more, over all
 * @param takenBackMinor what the others return less, over all; not negative
 */
public record PlanEffect(long bets, long paidMoreMinor, long takenBackMinor) {
    public static final PlanEffect NONE = new PlanEffect(0, 0, 0);

    /** The effect of a {@link BookEvent.SettlementPlanned} or {@link BookEvent.VoidPlanned}. */
    public static PlanEffect of(Book book, BookEvent plan) {
        Book planned = book.apply(plan);
        long paidMore = 0;
        long takenBack = 0;
        for (BetKey key : planned.unpaid()) {
            long difference = planned.bet(key).differenceMinor();
            if (difference > 0) {
                paidMore = BookSettlement.saturatedSum(paidMore, difference);
            } else {
                takenBack = BookSettlement.saturatedSum(takenBack, -difference);
            }
        }
        return new PlanEffect(planned.unpaid().size(), paidMore, takenBack);
    }

    /** Of two books. */
    public PlanEffect plus(PlanEffect other) {
        return new PlanEffect(
                bets + other.bets,
                BookSettlement.saturatedSum(paidMoreMinor, other.paidMoreMinor),
                BookSettlement.saturatedSum(takenBackMinor, other.takenBackMinor));
    }
}
