package org.wearablecoach.loop.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A message with parameters: {@code {minutesSinceMove|a while}} is the number behind the word,
 * rounded, or the text behind the bar when it is not known.
 */
public final class MessageText {

    /** Wellness wording only: what would be advice on treatment, or a diagnosis. */
    private static final Pattern MEDICAL =
            Pattern.compile(
                    "\\b(eat|eats|take|takes|inject|injects|insulin|dose|diagnos\\w*|hypogly\\w*)\\b",
                    Pattern.CASE_INSENSITIVE);

    /** Text, or the text for a number that is not known when there is a word. */
    private record Piece(String text, ContextWord word, boolean isWord) {}

    private final List<Piece> pieces;

    private MessageText(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /**
     * Reads a message.
     *
     * @param path for errors, as {@code interventions.move.text.en}
     * @param text of the message
     * @throws IllegalArgumentException naming the place and the rule
     */
    public static MessageText parse(String path, String text) {
        java.util.regex.Matcher medical = MEDICAL.matcher(text);
        Rules.check(
                !medical.find(),
                path,
                '"' + text + '"',
                "wording is wellness wording: say what was noticed and invite, without words as eat,"
                        + " take, inject or a diagnosis");
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            int bar = text.indexOf('|', open);
            Rules.check(
                    close > 0 && bar > 0 && bar < close,
                    path,
                    '"' + text + '"',
                    "write a parameter as {word|text when it is not known}");
            if (open > at) {
                pieces.add(new Piece(text.substring(at, open), ContextWord.STEPS, false));
            }
            pieces.add(
                    new Piece(
                            text.substring(bar + 1, close),
                            word(path, text.substring(open + 1, bar).trim()),
                            true));
            at = close + 1;
        }
        if (at < text.length()) {
            pieces.add(new Piece(text.substring(at), ContextWord.STEPS, false));
        }
        return new MessageText(List.copyOf(pieces));
    }

    private static ContextWord word(String path, String name) {
        List<String> words = new ArrayList<>();
        for (ContextWord word : ContextWord.values()) {
            if (word.kind() == ContextWord.Kind.NUMBER) {
                if (word.word().equals(name)) {
                    return word;
                }
                words.add(word.word());
            }
        }
        throw new IllegalArgumentException(
                path
                        + " has the parameter "
                        + name
                        + ": the parameters are numbers, did you mean "
                        + Nearest.to(name, words)
                        + "?");
    }

    /** The message with the numbers of a person. */
    public String render(Eligibility.Context context) {
        StringBuilder message = new StringBuilder();
        for (Piece piece : pieces) {
            double value = piece.isWord() ? context.value(piece.word(), 0, 0) : Double.NaN;
            message.append(
                    Double.isNaN(value) ? piece.text() : String.format(Locale.ROOT, "%.0f", value));
        }
        return message.toString();
    }
}
