package dev.ferkel.internal.reward;

import dev.ferkel.error.FerkelException;
import dev.ferkel.reward.Answer;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A reward of a user's own class. */
public final class JavaReward implements Reward {
    private final String name;
    private final dev.ferkel.reward.Reward reward;

    private JavaReward(String name, dev.ferkel.reward.Reward reward) {
        this.name = name;
        this.reward = reward;
    }

    /**
     * Finds a class and makes one of it.
     *
     * @param name of the class
     * @param classPath jars and folders, beside this program's own
     * @throws FerkelException that says what is missing
     */
    public static JavaReward load(String name, List<Path> classPath) {
        try {
            var type = Class.forName(name, true, loader(name, classPath));
            if (!dev.ferkel.reward.Reward.class.isAssignableFrom(type)) {
                throw FerkelException.of("%s: is no %s", name, dev.ferkel.reward.Reward.class.getName());
            }
            return new JavaReward(
                    name, (dev.ferkel.reward.Reward) type.getConstructor().newInstance());
        } catch (ClassNotFoundException e) {
            throw new FerkelException("%s: there is no such class in %s".formatted(name, classPath), e);
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new FerkelException(name + ": is no public class with a public constructor without parameters", e);
        } catch (InvocationTargetException e) {
            throw new FerkelException("%s: can't be made: %s".formatted(name, e.getCause()), e);
        } catch (LinkageError e) {
            throw new FerkelException("%s: can't be loaded: %s".formatted(name, e), e);
        }
    }

    private static ClassLoader loader(String name, List<Path> classPath) {
        var own = JavaReward.class.getClassLoader();
        var urls = new URL[classPath.size()];
        for (int i = 0; i < urls.length; i++) {
            var place = classPath.get(i);
            if (!Files.exists(place)) {
                throw FerkelException.of("%s: its class path has %s, which is not there", name, place);
            }
            try {
                urls[i] = place.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new FerkelException("%s: its class path has %s, which is no place".formatted(name, place), e);
            }
        }
        // open as long as the reward may load more
        return urls.length == 0 ? own : new URLClassLoader(urls, own);
    }

    @Override
    public List<Double> of(List<Attempt> attempts) {
        List<Double> values;
        try {
            // a copy refuses what is missing
            values = List.copyOf(
                    reward.of(attempts.stream().map(JavaReward::answer).toList()));
        } catch (RuntimeException | LinkageError e) {
            throw new FerkelException("the reward %s failed: %s".formatted(name, e), e);
        }
        if (values.size() != attempts.size() || !values.stream().allMatch(Double::isFinite)) {
            throw FerkelException.of(
                    "the reward %s gave %s, expected a number for each of %d answers",
                    name, values.size() == attempts.size() ? values : values.size() + " numbers", attempts.size());
        }
        return values;
    }

    private static Answer answer(Attempt attempt) {
        return new Answer(
                attempt.problem().question(),
                attempt.problem().answer(),
                attempt.reasoning(),
                attempt.answer(),
                attempt.tokens(),
                attempt.ended());
    }
}
