package io.croupier.round.domain;

import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * Which tables there are, in the order in which they were listed. A table's terms never change and a table never goes, so
 * whoever knows the first n needs only what came behind.
 */
public record Directory(PVector<TableTerms> tables, PMap<String, TableTerms> byId) {
    public static final Directory EMPTY = new Directory(TreePVector.empty(), HashTreePMap.empty());

    public Directory apply(DirectoryEvent event) {
        if (event instanceof DirectoryEvent.TableListed e) {
            return new Directory(tables.plus(e.terms()), byId.plus(e.terms().tableId(), e.terms()));
        }
        throw new IllegalArgumentException("event=" + event.getClass().getName() + " has no case in Directory.apply");
    }

    /** At most so many tables behind the first {@code after}. */
    public List<TableTerms> page(int after, int limit) {
        int from = Math.min(Math.max(0, after), tables.size());
        return List.copyOf(tables.subList(from, Math.min(tables.size(), from + limit)));
    }
}
