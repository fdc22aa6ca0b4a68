package io.croupier.simulations.crowd;

import java.nio.charset.StandardCharsets;

/** A table that can be watched. */
final class Table {
    private final String name;
    private final byte[] utf8;

    Table(String name) {
        this.name = name;
        this.utf8 = name.getBytes(StandardCharsets.UTF_8);
    }

    String name() {
        return name;
    }

    boolean isMeantBy(Message message) {
        return message.is(Field.TABLE, utf8);
    }
}
