package io.croupier.simulations.crowd;

/** The fields of a server's message that a watcher looks at. All of them stand in the message itself, none deeper. */
enum Field {
    TYPE("type", Kind.TEXT),
    TABLE("table", Kind.TEXT),
    EPOCH("epoch", Kind.TEXT),
    AT("at", Kind.TEXT),
    OFFSET("offset", Kind.NUMBER),
    ID("id", Kind.NUMBER),
    PING_INTERVAL_MS("pingIntervalMs", Kind.NUMBER),
    RECOVERED("recovered", Kind.FLAG),
    EVENTS("events", Kind.ARRAY),
    SNAPSHOT("snapshot", Kind.OBJECT);

    /** What a field must be to be there: a number is a whole one, not negative and below 10^18. */
    enum Kind {
        TEXT,
        NUMBER,
        FLAG,
        ARRAY,
        OBJECT
    }

    private final String jsonName;
    private final Kind kind;

    Field(String jsonName, Kind kind) {
        this.jsonName = jsonName;
        this.kind = kind;
    }

    String jsonName() {
        return jsonName;
    }

    Kind kind() {
        return kind;
    }

    boolean isNamed(byte[] bytes, int from, int to) {
        return Bytes.equal(bytes, from, to, jsonName);
    }
}
