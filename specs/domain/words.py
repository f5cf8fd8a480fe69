"""The words that checks look for; each list says what meeting one of them means."""

from __future__ import annotations


def _listed(words: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in words.split(","))


# Nobody can test these without a number beside them.
VAGUE = _listed(
    """
    accurate, accurately, adequate, appropriate, as needed, as soon as possible, asap,
    cutting-edge, efficient, efficiently, fast, flexible, good, high quality, high-quality,
    intelligent, intuitive, low latency, optimal, optimized, optimised, quick, quickly,
    reasonable, reasonably, regularly, reliable, reliably, robust, scalable, seamless,
    significant, significantly, state-of-the-art, sufficient, timely, user-friendly
    """
)

# Where somebody has to test what is promised.
TESTABLE_KEYS = _listed(
    """
    project.title, problem.objective, problem.business_kpi, framing.product_outcome,
    framing.model_goal, policy.statement, requirements.functional, requirements.performance,
    requirements.constraints, requirements.business, requirements.operational, scope.in_scope,
    scope.kill_criteria, evaluation.metric_definition, evaluation.satisficing,
    evaluation.secondary_metrics, evaluation.online_target, phases.poc_scope, phases.mvp_scope,
    phases.scale_criteria, io.fallback, io.ood_detection, io.other_edge_cases,
    io.variance_policy, data.quality_rules, data.representativeness, labels.plan,
    labels.guidelines, fairness.mitigation, risk.shift_handling, risk.containment,
    deployment.burst_handling, deployment.shadow_exit, experiment.rollout_stages,
    experiment.guardrail_metrics, monitoring.signals, monitoring.performance_tracking,
    monitoring.data_drift, monitoring.model_drift, operations.oncall, operations.escalation,
    governance.renegotiation_trigger
    """
)

# Not written yet, wherever they stand.
PLACEHOLDERS = _listed(
    """
    TBD, TBC, TODO, TBA, FIXME, XXX, lorem ipsum
    """
)

# Not written yet, when they are the whole answer.
PLACEHOLDERS_ALONE = _listed(
    """
    to be defined, to be determined, to be decided, to be confirmed, to do, fill in, fill in
    later, insert here, coming soon, later, ??, ..., …
    """
)

# A required answer waved away.
NOT_APPLICABLE = _listed(
    """
    n/a, na, not applicable, none, -, --, nil, no, ?
    """
)

# Methods, named.
ALGORITHMS = _listed(
    """
    random forest, xgboost, lightgbm, catboost, gradient boosting, gradient-boosted trees,
    logistic regression, linear regression, naive bayes, svm, support vector machine, k-means,
    kmeans, knn, k-nearest neighbours, k-nearest neighbors, decision tree model, isolation
    forest, autoencoder, neural network, deep learning, lstm, resnet, gpt, gpt-4, chatgpt,
    transformer model, transformer architecture, convolutional neural network, recurrent neural
    network
    """
)

# Methods when a word of METHOD_WORDS is near; other things otherwise.
ALGORITHMS_AMBIGUOUS = _listed(
    """
    transformer, bert, cnn, rnn, claude, llama, mistral, gemini
    """
)

# What tells that the word before or after is a method.
METHOD_WORDS = _listed(
    """
    model, models, architecture, encoder, decoder, classifier, embedding, embeddings, layer,
    layers, llm, fine-tune, fine-tuned, fine-tuning, pre-trained, pretrained
    """
)

# Somebody gains by fooling the model.
ADVERSARY_WORDS = _listed(
    """
    fraud, fraudulent, fraudster, fraudsters, spam, spammer, spammers, phishing, attacker,
    attackers, evade, evasion, cheat, cheaters, cheating, moderation, bots, malware,
    counterfeit, money laundering, jailbreak, prompt injection, fake accounts, scam, scams
    """
)

# With "random": a random split of the data.
RANDOM_SPLIT_WORDS = _listed(
    """
    split, sample, half, third, quarter, fifth, tenth, share, part, hold-out, holdout, %
    """
)

# A test set that is kept apart.
SEPARATE_TEST_WORDS = _listed(
    """
    out of time, later, after training, most recent, latest, grouped, by group, unseen, not
    seen, by date, in time order
    """
)

# A test set that is used twice.
REUSED_TEST_PHRASES = _listed(
    """
    tuned on the same, trained on the same, written on the same, chosen on the same, optimised
    on the same, tuned on the test, selected on the test, trained on the test
    """
)

# A value is a limit, not just a figure.
LIMIT_WORDS = _listed(
    """
    at least, at most, below, above, under, over, up to, no more than, not more than, less than,
    more than, fewer than, minimum, maximum, exceeds, reaches, no open, >, <, >=, <=, ≥, ≤, %
    """
)

# People can be recognised by what a dataset of this name holds.
PERSONAL_WORDS = _listed(
    """
    e-mail, e-mails, email, emails, phone number, phone numbers, customer number, customer
    numbers, customer name, customer names, full name, surname, home address, iban, passport,
    social security number, date of birth, birth date
    """
)

# A goal that reads like a prediction.
PREDICTION_WORDS = _listed(
    """
    p(, probability, probabilities, predict, predicts, prediction, estimate, score, rank,
    ranking, forecast, generate, classify, detect, likelihood, expected
    """
)

# With a figure: by when.
TIME_WORDS = _listed(
    """
    day, days, week, weeks, month, months, quarter, quarters, year, years, q1, q2, q3, q4, h1, h2
    """
)

# More of it is worse.
WORSE_WHEN_HIGHER = _listed(
    """
    latency, cost, costs, spend, error, errors, false, loss, waste, complaints, churn, violation,
    violations, invented, missed, missing, delay, gap, difference, bias, zero-result, sold-out,
    stopped, downtime, drift
    """
)

# More of it is better, whatever else the measure names.
BETTER_WHEN_HIGHER = _listed(
    """
    saved, saving, savings, avoided, caught, detected, detection, found, prevented, reduction,
    reduced, recovered, removed, recall, coverage, accuracy
    """
)

# Somebody can tell who is paged when.
ROTA_WORDS = _listed(
    """
    rota, roster, rotation, duty, schedule, shift, shifts, on-call, pager, paged, weekdays, office
    hours, business hours, working hours, around the clock
    """
)

# The decision is about credit.
CREDIT_WORDS = _listed(
    """
    credit limit, credit limits, card limit, credit decision, credit decisions, credit application,
    credit applications, creditworthiness, consumer credit, personal loan, personal loans, bank
    loan, bank loans, consumer loan, consumer loans, loan application, loan applications, loan
    decision, loan decisions, mortgage, mortgages, overdraft
    """
)

# The customer is told why.
REASON_WORDS = _listed(
    """
    reason, reasons, reason code, reason codes, explanation, explanations
    """
)
