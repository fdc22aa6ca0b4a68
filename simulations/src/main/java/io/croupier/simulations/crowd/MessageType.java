package io.croupier.simulations.crowd;

/** What a server's message is, as far as a watcher tells them apart; the frequent ones first. */
enum MessageType {
    TABLE_STATE("table_state"),
    TABLE_EVENT("table_event"),
    PONG("pong"),
    SUBSCRIBED("subscribed"),
    CONNECTED("connected"),
    ERROR("error"),
    RECONNECT("reconnect"),
    WALLET_UPDATED("wallet_updated"),
    BET_SETTLED("bet_settled"),
    BET_ACCEPTED("bet_accepted"),
    BET_REJECTED("bet_rejected"),
    BET_UNKNOWN("bet_unknown"),
    CASHED_OUT("cashed_out"),
    CASH_OUT_REJECTED("cash_out_rejected"),
    /** Anything else: a client passes over what it does not know. */
    UNKNOWN("");

    private static final MessageType[] ALL = values();

    private final String jsonName;

    MessageType(String jsonName) {
        this.jsonName = jsonName;
    }

    static MessageType of(Message message) {
        for (MessageType type : ALL) {
            if (message.is(Field.TYPE, type.jsonName)) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
