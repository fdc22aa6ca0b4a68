package io.croupier.kubernetes.guard;

/**
 * A member of the Akka cluster.
 *
 * @param address its IP, which is its pod's
 * @param up whether it is a full member, and neither arriving nor leaving
 * @param reachable whether all others hear from it
 * @param age its place among all members by age: 0 is the oldest
 */
record Member(String address, boolean up, boolean reachable, int age) {}
