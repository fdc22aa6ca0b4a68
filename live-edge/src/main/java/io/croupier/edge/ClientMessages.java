package io.croupier.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads clients' messages: unknown fields are ignored, missing, ill-typed and duplicated ones refused by name. */
final class ClientMessages {
    static final int MAX_BETS = 50;
    static final long MAX_AMOUNT_MINOR = 9_007_199_254_740_991L;

    private static final int MAX_ID_CHARS = 64;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final long MAX_RTT_MS = 600_000;

    private static final ObjectMapper JSON = newMapper();

    /** A message that cannot be taken. */
    static final class BadMessage extends Exception {
        private static final long serialVersionUID = 1L;

        final @Nullable String id;
        final String code;
        final @Nullable String field;

        BadMessage(@Nullable String id, String code, @Nullable String field, String rule) {
            super(rule, null, false, false);
            this.id = id;
            this.code = code;
            this.field = field;
        }

        String rule() {
            return String.valueOf(getMessage());
        }
    }

    static ClientMessage parse(String text) throws BadMessage {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
        if (!root.isObject()) {
            throw new BadMessage(null, "malformed_json", null, "a message is a JSON object");
        }
        Fields fields = new Fields(root, id(root), "");
        String type = fields.text("type");
        return switch (type) {
            case "connect" -> new ClientMessage.Connect(fields.id, fields.text("token"), position(fields));
            case "subscribe" -> new ClientMessage.Subscribe(fields.id, fields.key("table"), position(fields));
            case "unsubscribe" -> new ClientMessage.Unsubscribe(fields.id, fields.key("table"));
            case "place_bet" ->
                new ClientMessage.PlaceBets(
                        fields.id, fields.key("table"), fields.key("roundId"), List.of(bet(fields)));
            case "place_bets" ->
                new ClientMessage.PlaceBets(fields.id, fields.key("table"), fields.key("roundId"), bets(fields));
            case "cash_out" ->
                new ClientMessage.CashOut(fields.id, fields.key("betId"), fields.key("table"), fields.key("roundId"));
            case "refresh" -> new ClientMessage.Refresh(fields.id, fields.text("token"));
            case "ping" -> new ClientMessage.Ping(fields.id, fields.optionalWhole("rttMs", 0, MAX_RTT_MS));
            default -> throw fields.bad("unknown_type", "type", "is no message of this protocol");
        };
    }

    private static @Nullable String id(JsonNode root) throws BadMessage {
        JsonNode id = root.get("id");
        if (id == null || id.isNull()) {
            return null;
        }
        boolean whole = id.isIntegralNumber() && id.canConvertToLong();
        if (!whole && !(id.isTextual() && id.textValue().length() <= MAX_ID_CHARS)) {
            throw new BadMessage(
                    null, "invalid_field", "id", "id must be an integer or a text of at most " + MAX_ID_CHARS);
        }
        return id.toString();
    }

    private static ClientMessage.@Nullable Position position(Fields fields) throws BadMessage {
        JsonNode recover = fields.object.get("recover");
        if (recover == null || recover.isNull()) {
            return null;
        }
        if (!recover.isObject()) {
            throw fields.bad("invalid_field", "recover", "must be an object");
        }
        Fields inner = new Fields(recover, fields.id, "recover.");
        return new ClientMessage.Position(inner.key("epoch"), inner.whole("offset", 0, Long.MAX_VALUE));
    }

    private static List<ClientMessage.Bet> bets(Fields fields) throws BadMessage {
        JsonNode bets = fields.object.get("bets");
        if (bets == null || !bets.isArray() || bets.isEmpty() || bets.size() > MAX_BETS) {
            throw fields.bad("invalid_field", "bets", "must be a list of 1 to " + MAX_BETS + " bets");
        }
        List<ClientMessage.Bet> read = new ArrayList<>();
        for (int i = 0; i < bets.size(); i++) {
            if (!bets.get(i).isObject()) {
                throw fields.bad("invalid_field", "bets[" + i + "]", "must be an object");
            }
            read.add(bet(new Fields(bets.get(i), fields.id, "bets[" + i + "].")));
        }
        return List.copyOf(read);
    }

    private static ClientMessage.Bet bet(Fields fields) throws BadMessage {
        JsonNode selection = fields.object.get("selection");
        if (selection == null || !selection.isObject()) {
            throw fields.bad("invalid_field", "selection", "must be an object");
        }
        JsonNode freeBetId = fields.object.get("freeBetId");
        return new ClientMessage.Bet(
                fields.key("betId"),
                selection,
                fields.whole("stakeMinor", 1, MAX_AMOUNT_MINOR),
                freeBetId == null || freeBetId.isNull() ? null : fields.key("freeBetId"));
    }

    /** The message names the place and never repeats what the client sent. */
    private static BadMessage unreadable(JsonProcessingException e) {
        String original = String.valueOf(e.getOriginalMessage());
        if (original.startsWith("Duplicate field '") || original.startsWith("Duplicate Object property")) {
            int from = original.indexOf('\'') + 1;
            int to = original.indexOf('\'', from);
            String name = from > 0 && to > from ? original.substring(from, to) : "?";
            String field = ID.matcher(name).matches() ? name : null;
            return new BadMessage(null, "duplicate_field", field, "a field stands twice");
        }
        return new BadMessage(null, "malformed_json", null, "not valid JSON");
    }

    /** One object's fields, read strictly. */
    private record Fields(JsonNode object, @Nullable String id, String prefix) {
        String text(String name) throws BadMessage {
            JsonNode value = object.get(name);
            if (value == null || !value.isTextual()) {
                throw value == null ? missing(name) : bad("invalid_field", name, "must be a text");
            }
            return value.textValue();
        }

        String key(String name) throws BadMessage {
            String value = text(name);
            if (!ID.matcher(value).matches()) {
                throw bad("invalid_field", name, "must be 1 to 128 of A-Z a-z 0-9 . _ : -");
            }
            return value;
        }

        long whole(String name, long least, long most) throws BadMessage {
            Long value = optionalWhole(name, least, most);
            if (value == null) {
                throw missing(name);
            }
            return value;
        }

        @Nullable Long optionalWhole(String name, long least, long most) throws BadMessage {
            JsonNode value = object.get(name);
            if (value == null) {
                return null;
            }
            if (!value.isIntegralNumber()) {
                throw bad("invalid_field", name, "must be an integer");
            }
            if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
                throw bad("invalid_field", name, "must be from " + least + " to " + most);
            }
            return value.longValue();
        }

        BadMessage missing(String name) {
            return bad("missing_field", name, "is missing");
        }

        BadMessage bad(String code, String name, String rule) {
            return new BadMessage(id, code, prefix + name, prefix + name + " " + rule);
        }
    }

    private static ObjectMapper newMapper() {
        ObjectMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(16)
                        .maxNumberLength(32)
                        .maxNameLength(256)
                        .build());
        return mapper;
    }

    private ClientMessages() {}
}
