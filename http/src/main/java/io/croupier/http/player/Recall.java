package io.croupier.http.player;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A round as its player sees it; {@code roundId} with its owner. */
record Recall(String roundId, String tableId, ObjectNode body) {}
