package io.croupier.feed;

/**
 * A place in the journal's commit order: everything before it is projected.
 *
 * <pre>
 * restoring  --the last restored row-->  tailing     a journal out of a backup is read by ordering up to its bound first
 * tailing    --a restore-->              restoring   in the next epoch, from the beginning
 * </pre>
 *
 * @param restoring whether rows are read by {@code ordering} alone, up to the epoch's bound
 * @param xid of the last row's transaction; while restoring without a meaning
 * @param ordering of the last row
 */
record Cursor(Epoch epoch, boolean restoring, long xid, long ordering) {
    /**
     * What holds between two restores of the database from a dump.
     *
     * @param number from 1
     * @param restoredOrdering rows up to this {@code ordering} came out of a dump, with transaction numbers that mean nothing
     *     here; 0 where there are none
     * @param restoredXid no transaction that wrote behind them has a lower number
     */
    record Epoch(long number, long restoredOrdering, long restoredXid) {}

    /** Where an epoch's reading by transaction begins. */
    static Cursor tailOf(Epoch epoch) {
        return new Cursor(epoch, false, epoch.restoredXid, 0);
    }

    Cursor at(long nextXid, long nextOrdering) {
        return new Cursor(epoch, restoring, nextXid, nextOrdering);
    }

    /** As an offset that Akka Projection keeps and shows. */
    String text() {
        return epoch.number + (restoring ? "/restored/" : "/" + xid + "/") + ordering;
    }
}
