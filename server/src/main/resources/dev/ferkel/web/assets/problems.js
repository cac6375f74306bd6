// What an empty page proposes: six things that models of the kind are good at, told by their name.
const REASONING = [
  ["A sum that fools", "A bat and a ball cost $1.10 together. The bat costs $1 more than the ball. What does the ball cost?"],
  ["Countdown", "Using each of the numbers 3, 7, 25 and 50 at most once, with + − × ÷, make 432. Show the expression."],
  ["A proof", "Prove that $\\sqrt{2}$ is irrational."],
  ["Knights and knaves", "On an island knights always tell the truth and knaves always lie. A says: “B is a knave.” B says: “We are of the same kind.” What are A and B?"],
  ["Probability", "I roll two fair dice. What is the probability that the sum is 8, given that at least one shows a 5?"],
  ["A short program", "Write a Python function that returns all prime factors of n in ascending order, and explain its running time."],
];
const CODE = [
  ["Write", "Write a Java method that merges two sorted int arrays into one."],
  ["Explain", "Explain what this does: `awk '!seen[$0]++' file`"],
  ["Find the bug", "Why is this Python function slow for n = 40, and how do I make it fast?\n\ndef fib(n):\n    return n if n < 2 else fib(n-1) + fib(n-2)"],
  ["Test", "Write JUnit tests for a method `boolean isLeap(int year)`."],
  ["Query", "Tables: orders(id, customer_id, total), customers(id, name). Write SQL for the five customers with the highest sum of totals."],
  ["Regular expression", "Write a regular expression for dates such as 2024-02-29, and say what it doesn't check."],
];
const SMALL = [
  ["Biology", "What is photosynthesis?"],
  ["Physics", "Explain in two sentences why the sky is blue."],
  ["The Earth", "Why do we have seasons?"],
  ["Summarize", "Summarize this in one sentence: The library will be closed on Monday because of repairs to the roof. It opens again on Tuesday at nine."],
  ["A program", "Write a Python program that prints the numbers from 1 to 10."],
  ["A poem", "Write a short poem about the sea."],
];
/** The piglets know nothing else; a test says that the one that comes along solves them. */
const PIGLET = [
  ["Add", "What is 17 + 25?"],
  ["Countdown", "Use 4, 5 and 8 to make 12."],
  ["Equation", "Solve 4x + 3 = 31."],
  ["Weekday", "Today is Tuesday. What day is it in 10 days?"],
  ["Unit", "Convert 4 h to min."],
  ["Sequence", "What comes next: 2, 6, 18, 54, ?"],
];
const ARITHMETIC = [
  ["Add", "What is 38 + 47?"],
  ["Multiply", "What is 12 * 13?"],
  ["Countdown", "Using the numbers 3, 7 and 25, make 46."],
  ["Compare", "Which is larger: 9.11 or 9.9?"],
  ["Sort", "Sort these numbers: 17, 4, 32, 9."],
  ["Next", "What comes next: 2, 4, 8, 16?"],
];
const GENERAL = [
  ["Explain", "Explain how a vaccine works to a ten-year-old."],
  ["Compare", "Compare trains and planes for a trip of 600 km, as a table."],
  ["Plan", "Plan three days in Vienna for somebody who likes music and cake."],
  ["Mathematics", "What is the derivative of $x^2 \\sin x$? Show each step."],
  ["A short program", "Write a Python script that counts the words in a text file and prints the ten most frequent."],
  ["Rewrite", "Rewrite this so that it is short and friendly: We regret to inform you that your parcel has been delayed due to circumstances beyond our control."],
];

/** Whether it is one of our own, which decline everything else. */
export const isPiglet = (model) => /\bpiglet\b/i.test(model);

/** Pairs of a title and a message. */
export function problemsFor(model) {
  const name = model.toLowerCase();
  if (isPiglet(name)) {
    return PIGLET;
  }
  if (/countdown|arithmetic|r1-?zero|zero/.test(name)) {
    return ARITHMETIC;
  }
  if (/cod(e|er)\b|starcoder|code/.test(name)) {
    return CODE;
  }
  if (/\br1\b|[-_]r1|reason|think|qwq|\bo1\b|deepseek-r/.test(name)) {
    return REASONING;
  }
  if (/(?:^|[^\d.])\d{1,3}m(?![a-z])|0\.[1-6]b|tiny|stories/.test(name)) {
    return SMALL;
  }
  return GENERAL;
}
