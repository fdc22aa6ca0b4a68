package io.croupier.kubernetes.guard;

/** What goes between nodes, as CBOR; during a roll-out between two versions, so fields are only added. */
interface ClusterMessage {}
