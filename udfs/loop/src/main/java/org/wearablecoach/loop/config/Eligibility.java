package org.wearablecoach.loop.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.event.Reason;
import org.wearablecoach.loop.sensor.Sensors;

/**
 * When an intervention is eligible: a condition over the words of {@link ContextWord}, and over the
 * sensors that modules bring: a sensor's name is its value, with a Z behind it its z-score.
 *
 * <pre>
 * rule       = condition { "or" condition }
 * condition  = term { "and" term }
 * term       = "not" term | "(" rule ")" | truth | number ( "&lt;" | "&lt;=" | "&gt;" | "&gt;=" ) literal
 * </pre>
 *
 * <p>What is not known is neither true nor false, and a rule that is not known to hold does not
 * hold. An empty rule always holds.
 */
public final class Eligibility {

    /** Looks up what is known. */
    @FunctionalInterface
    public interface Context {

        /**
         * A number, or 1 and 0 for true and false; NaN when it is not known.
         *
         * @param word which
         * @param first its first argument; 0 without one
         * @param second its second argument; 0 without one
         */
        double value(ContextWord word, double first, double second);

        /**
         * What a sensor that a module brings said last; NaN when it is not known.
         *
         * @param name of the sensor
         * @param z whether its personal z-score is meant, not its value
         */
        default double sensor(String name, boolean z) {
            return Double.NaN;
        }
    }

    /** Most minutes that a word may look back. */
    private static final double MOST_MINUTES = 60;

    /** A part of a rule: 1 true, 0 false, NaN not known. */
    private interface Node {
        double value(Context context);
    }

    /** A part of the top-level "and", with the reason when it fails. */
    private record Part(Node node, Reason reason, Set<ContextWord> words) {}

    private final String text;
    private final List<Part> parts;

    private Eligibility(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    /**
     * Reads a rule.
     *
     * @param text of the rule
     * @throws IllegalArgumentException naming the place and what is expected there
     */
    public static Eligibility parse(String text) {
        return parse(text, Sensors.installed());
    }

    /** As {@link #parse(String)}, with the sensors that modules bring. */
    static Eligibility parse(String text, Sensors sensors) {
        if (text.isBlank()) {
            return new Eligibility("", List.of());
        }
        Parser parser = new Parser(text, sensors);
        List<Part> parts = parser.rule();
        return new Eligibility(text, parts);
    }

    /** Why the rule does not hold, of the first part that does not; null when it holds. */
    public @Nullable Reason failing(Context context) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).node().value(context) != 1) {
                return parts.get(i).reason();
            }
        }
        return null;
    }

    /**
     * The same by a part of the words only: what another word decides too is left out.
     *
     * @param context that knows these words
     * @param words that it knows
     */
    public @Nullable Reason failing(Context context, Set<ContextWord> words) {
        for (Part part : parts) {
            if (words.containsAll(part.words()) && part.node().value(context) != 1) {
                return part.reason();
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return text;
    }

    private static double not(double value) {
        return Double.isNaN(value) ? value : 1 - value;
    }

    private static double and(double one, double other) {
        return one == 0 || other == 0 ? 0 : one * other;
    }

    private static final class Parser {

        private final String text;
        private final Sensors sensors;
        private int at;

        /** Words of the part that is read. */
        private Set<ContextWord> words = EnumSet.noneOf(ContextWord.class);

        /** Reason of the first word of the part that is read. */
        private @Nullable Reason reason;

        /** Whether what is read stands behind a "not". */
        private boolean negated;

        Parser(String text, Sensors sensors) {
            this.text = text;
            this.sensors = sensors;
        }

        List<Part> rule() {
            List<Part> parts = new ArrayList<>();
            parts.add(part());
            while (take("and")) {
                parts.add(part());
            }
            if (peekWord("or")) {
                // An "or" at the top: the whole rule is one part.
                at = 0;
                reason = null;
                words = EnumSet.noneOf(ContextWord.class);
                Node whole = either();
                parts = List.of(new Part(whole, Reason.CONTEXT, words));
            }
            skip();
            if (at < text.length()) {
                throw expected("and, or, or the end");
            }
            return List.copyOf(parts);
        }

        private Part part() {
            reason = null;
            words = EnumSet.noneOf(ContextWord.class);
            Node node = term();
            return new Part(node, reason == null ? Reason.CONTEXT : reason, words);
        }

        private Node either() {
            Node node = both();
            while (take("or")) {
                Node left = node;
                Node right = both();
                node = context -> not(and(not(left.value(context)), not(right.value(context))));
            }
            return node;
        }

        private Node both() {
            Node node = term();
            while (take("and")) {
                Node left = node;
                Node right = term();
                node = context -> and(left.value(context), right.value(context));
            }
            return node;
        }

        private Node term() {
            if (take("not")) {
                negated = !negated;
                Node node = term();
                negated = !negated;
                return context -> not(node.value(context));
            }
            if (takeSign("(")) {
                Node node = either();
                if (!takeSign(")")) {
                    throw expected("a closing parenthesis");
                }
                return node;
            }
            return word();
        }

        private Node word() {
            skip();
            int start = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            String name = text.substring(start, at);
            ContextWord found = null;
            for (ContextWord word : ContextWord.values()) {
                if (word.word().equals(name)) {
                    found = word;
                }
            }
            if (found == null) {
                Node sensor = sensor(name);
                if (sensor != null) {
                    return sensor;
                }
                at = start;
                List<String> known = words();
                throw expected(
                        name.isEmpty()
                                ? "one of the words " + String.join(", ", known)
                                : "a word of the context, and "
                                        + name
                                        + " is none: did you mean "
                                        + Nearest.to(name, known)
                                        + "?");
            }
            ContextWord word = found;
            words.add(word);
            // "Exercising" is a reason against, the other words are reasons for.
            boolean against = word == ContextWord.EXERCISING;
            if (reason == null) {
                reason = negated == against ? word.reason() : Reason.CONTEXT;
            }
            double[] arguments = arguments(word);
            double first = arguments[0];
            double second = arguments[1];
            if (word.kind() == ContextWord.Kind.TRUTH) {
                return context -> context.value(word, first, second);
            }
            return compared(word.word(), context -> context.value(word, first, second));
        }

        /** The condition on a sensor that a module brings; null when no module brings it. */
        private @Nullable Node sensor(String word) {
            boolean z = word.endsWith("Z");
            String name = z ? word.substring(0, word.length() - 1) : word;
            if (sensors.find(name) == null) {
                return null;
            }
            if (reason == null) {
                reason = Reason.CONTEXT;
            }
            return compared(word, context -> context.sensor(name, z));
        }

        /** A number that is compared with a literal. */
        private Node compared(String word, Node number) {
            String sign = null;
            for (String one : new String[] {"<=", ">=", "<", ">"}) {
                if (takeSign(one)) {
                    sign = one;
                    break;
                }
            }
            if (sign == null) {
                throw expected("<, <=, > or >= and a number behind " + word);
            }
            double limit = number();
            String comparison = sign;
            return context -> {
                double value = number.value(context);
                if (Double.isNaN(value)) {
                    return value;
                }
                boolean holds =
                        switch (comparison) {
                            case "<" -> value < limit;
                            case "<=" -> value <= limit;
                            case ">" -> value > limit;
                            default -> value >= limit;
                        };
                return holds ? 1 : 0;
            };
        }

        private double[] arguments(ContextWord word) {
            double[] values = new double[2];
            if (word.arguments() == 0) {
                return values;
            }
            if (!takeSign("(")) {
                throw expected(word.meaning());
            }
            for (int i = 0; i < word.arguments(); i++) {
                if (i > 0 && !takeSign(",")) {
                    throw expected(word.meaning());
                }
                values[i] = number();
            }
            double minutes = values[word.arguments() - 1];
            if (!(minutes >= 1 && minutes <= MOST_MINUTES && minutes == Math.rint(minutes))) {
                throw expected("whole minutes from 1 to 60 in " + word.word());
            }
            if (!takeSign(")")) {
                throw expected("a closing parenthesis");
            }
            return values;
        }

        private double number() {
            skip();
            int start = at;
            while (at < text.length() && "+-.0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            try {
                return Double.parseDouble(text.substring(start, at));
            } catch (NumberFormatException e) {
                at = start;
                throw expected("a number");
            }
        }

        private void skip() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private boolean peekWord(String word) {
            skip();
            int end = at + word.length();
            return text.startsWith(word, at)
                    && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
        }

        private boolean take(String word) {
            if (!peekWord(word)) {
                return false;
            }
            at += word.length();
            return true;
        }

        private boolean takeSign(String sign) {
            skip();
            if (!text.startsWith(sign, at)) {
                return false;
            }
            at += sign.length();
            return true;
        }

        private IllegalArgumentException expected(String what) {
            skip();
            return new IllegalArgumentException(
                    "at character " + (at + 1) + " of \"" + text + "\": expected " + what);
        }

        private List<String> words() {
            List<String> words = new ArrayList<>();
            for (ContextWord word : ContextWord.values()) {
                words.add(word.word());
            }
            for (String name : sensors.names()) {
                words.add(name);
                words.add(name + 'Z');
            }
            return words;
        }
    }
}
