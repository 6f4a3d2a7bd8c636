package org.wearablecoach.simulation.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An environment as JSON lines, so that a trainer in another language can drive it over standard
 * input and output.
 *
 * <p>Requests, one a line: {@code {"space": true}}, {@code {"reset": 7}} with a seed, {@code
 * {"step": 2}} with an action, {@code {"close": true}}. Each is answered by one line: the space has
 * {@code name}, {@code actions}, {@code observation} (names) with {@code low} and {@code high}; a
 * reset has {@code observation}; a step has {@code observation}, {@code reward}, {@code outcome}
 * (null when missing) and {@code ended}; what cannot be done has {@code error}.
 */
public final class EnvironmentServer {

    private static final Pattern REQUEST =
            Pattern.compile("\\s*\\{\\s*\"(\\w+)\"\\s*:\\s*(-?\\d+|true)\\s*\\}\\s*");

    private final Environment environment;
    private boolean started;

    /** Serves an environment. */
    public EnvironmentServer(Environment environment) {
        this.environment = environment;
    }

    /**
     * Answers requests until the input ends or asks to close.
     *
     * @param in requests
     * @param out answers, flushed by line
     * @throws IOException when either fails
     */
    public void serve(BufferedReader in, Appendable out) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            String answer = answer(line);
            out.append(answer.isEmpty() ? "{\"closed\":true}" : answer).append('\n');
            if (out instanceof java.io.Flushable stream) {
                stream.flush();
            }
            if (answer.isEmpty()) {
                return;
            }
        }
    }

    /** The answer to one request; empty when it asks to close. */
    private String answer(String line) {
        Matcher request = REQUEST.matcher(line);
        if (!request.matches()) {
            return error(
                    "a request is {\\\"space\\\":true}, {\\\"reset\\\":SEED}, "
                            + "{\\\"step\\\":ACTION} or {\\\"close\\\":true}");
        }
        String value = request.group(2);
        try {
            return switch (request.group(1)) {
                case "space" -> space();
                case "reset" -> reset(Long.parseLong(value));
                case "step" -> step(Integer.parseInt(value));
                case "close" -> "";
                default -> error("space, reset, step and close are known, this is not");
            };
        } catch (NumberFormatException e) {
            return error("reset takes a seed and step an action, as whole numbers");
        }
    }

    private String space() {
        StringBuilder names = new StringBuilder();
        double[] low = new double[environment.observations().size()];
        double[] high = new double[low.length];
        for (int i = 0; i < low.length; i++) {
            Environment.Variable variable = environment.observations().get(i);
            names.append(i == 0 ? "\"" : ",\"").append(variable.name()).append('"');
            low[i] = variable.low();
            high[i] = variable.high();
        }
        return "{\"name\":\""
                + environment.name()
                + "\",\"actions\":"
                + environment.actions()
                + ",\"observation\":["
                + names
                + "],\"low\":"
                + array(low)
                + ",\"high\":"
                + array(high)
                + '}';
    }

    private String reset(long seed) {
        started = true;
        return "{\"observation\":" + array(environment.reset(seed)) + '}';
    }

    private String step(int action) {
        if (!started) {
            return error("the episode has not begun or has ended: reset first");
        }
        if (action < 0 || action >= environment.actions()) {
            return error("actions are 0 to " + (environment.actions() - 1));
        }
        Environment.Step step = environment.step(action);
        started = !step.ended();
        return "{\"observation\":"
                + array(step.observation())
                + ",\"reward\":"
                + number(step.reward())
                + ",\"outcome\":"
                + number(step.outcome())
                + ",\"ended\":"
                + step.ended()
                + '}';
    }

    private static String error(String text) {
        return "{\"error\":\"" + text + "\"}";
    }

    private static String array(double[] values) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ",").append(number(values[i]));
        }
        return text.append(']').toString();
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }
}
