package io.croupier.feed;

/**
 * Up to where a book is projected, with its sums.
 *
 * @param tableId empty before it is opened
 * @param stakedMinor of its accepted bets
 * @param houseMinor what its settlement has moved to the house so far
 */
record BookPosition(long sequenceNumber, String tableId, String currency, long stakedMinor, long houseMinor) {
    static final BookPosition NONE = new BookPosition(0, "", "", 0, 0);
}
