package dev.ferkel.internal.problem;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The random choices of one problem, at one level; {@code outside} puts operands and words beyond TRAIN's. */
record Draw(RandomGenerator random, int level, boolean outside) {
    /** The same numbers give the same choices. */
    static Draw of(int level, boolean outside, long... numbers) {
        long state = 0;
        for (long number : numbers) {
            state = Hash.mix(state * 31 + number);
        }
        return new Draw(new SplittableRandom(state), level, outside);
    }

    /** One of low..high. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    /** One of low..high, or as many numbers just above when the range has to be new. */
    int operand(int low, int high) {
        return outside ? between(high + 1, high + Math.max(high - low + 1, 4)) : between(low, high);
    }

    /** That many operands. */
    List<Integer> operands(int count, int low, int high) {
        return IntStream.range(0, count).mapToObj(i -> operand(low, high)).toList();
    }

    /** That many different operands. */
    List<Integer> distinct(int count, int low, int high) {
        var numbers = new ArrayList<Integer>();
        while (numbers.size() < count) {
            int number = operand(low, high);
            if (!numbers.contains(number)) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /** The value of this level, the last one for all levels after it. */
    int byLevel(int... values) {
        return values[Math.min(level, values.length) - 1];
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    <T> List<T> shuffled(List<T> list) {
        var copy = new ArrayList<>(list);
        for (int i = copy.size() - 1; i > 0; i--) {
            Collections.swap(copy, i, random.nextInt(i + 1));
        }
        return copy;
    }

    /** Different people. */
    List<String> names(int count) {
        return shuffled(outside ? Words.NEW_NAMES : Words.NAMES).subList(0, count);
    }

    String name() {
        return names(1).getFirst();
    }

    /** A wrong value as a lost carry makes it: one digit off by one; never negative. */
    long slip(long right) {
        int places = Long.toString(Math.abs(right)).length();
        long off = (long) Math.pow(10, random.nextInt(places));
        return right < off || random.nextBoolean() ? right + off : right - off;
    }
}
