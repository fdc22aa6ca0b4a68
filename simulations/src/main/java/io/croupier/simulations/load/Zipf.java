package io.croupier.simulations.load;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws from a list of which the first is the most popular: the n-th is drawn 1/n^exponent times as often. */
public final class Zipf {
    private final double[] cumulated;

    /** With an exponent of 1. */
    public Zipf(int size) {
        this(size, 1);
    }

    /**
     * @param size of the list, at least 1
     * @param exponent 0 makes all equal; the larger, the more the first ones are preferred
     */
    public Zipf(int size, double exponent) {
        if (size < 1) {
            throw new IllegalArgumentException("size=" + size + " must be at least 1");
        }
        cumulated = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.pow(i + 1, -exponent);
            cumulated[i] = sum;
        }
    }

    /** An index from 0 to size - 1. */
    public int next(RandomGenerator random) {
        double at = random.nextDouble() * cumulated[cumulated.length - 1];
        int found = Arrays.binarySearch(cumulated, at);
        return Math.min(cumulated.length - 1, found >= 0 ? found : -found - 1);
    }
}
