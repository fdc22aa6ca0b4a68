package io.croupier.simulations.domain;

/** Something that is done from outside at a time; its number names it while a history is made shorter. */
record Act(int number, long atMs, String what, Runnable action) {}
