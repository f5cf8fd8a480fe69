"""What the specs of the demo say where they differ from the catalogue's running example."""

from __future__ import annotations

from typing import Final

from specs.domain.attribute import Json

FRAUD: Final[dict[str, Json]] = {
    "problem.statement": "About 860 of our 432,000 card payments a day are made with stolen"
    " cards. The rules in place catch 55% of them, and each missed fraud costs about $100 in"
    " chargeback and fees. Before authorisation we have to decide whether a payment passes, waits"
    " for an analyst or is blocked.",
    "problem.decision": "For each card payment, before authorisation: allow it, hold it for an"
    " analyst, or block it. The rule engine takes this decision 432,000 times a day now.",
    "problem.current_performance": "Measured in January 2026, the rule engine finds 55% of fraud"
    " at 18% precision: 389 missed frauds and 2,165 false alarms a day.",
    "problem.output_usage": "The payment gateway reads the score and applies the band. Analysts"
    " see the score and the top 3 reason codes in the case tool. Cardholders see a decline"
    " message and nothing else.",
    "io.fallback": "The rule engine in place answers within 15 ms and marks the decision as"
    " fallback. Its verdict is final under $500; above that the payment goes to review.",
    "io.variance_policy": "Before each release, 500,000 payments of the week before are replayed"
    " on both versions. Above 2% changed decisions the product manager looks at 100 of them.",
    "risk.shift_handling": "A drift alert leads to a check of the 5 most shifted features within"
    " 2 days, then to retraining. The review band is widened to 0.02 until the new model is live.",
    "deployment.burst_handling": "Autoscaling takes up to 60 QPS within 90 s. Above that the"
    " fallback answers for payments under $20.",
}
REFUND: Final[dict[str, Json]] = {
    "problem.statement": "Some 4% of refund requests come from people who keep the goods. Agents"
    " approve 9 of 10 requests within a minute, so abuse is found only when the merchant"
    " complains, weeks later. Before the money leaves we have to decide whether an agent looks"
    " at a request more closely.",
    "problem.decision": "For each refund request above $20, before it is paid: pay at once, or"
    " ask for proof of return. Agents take it 18,000 times a day now.",
    "problem.current_performance": "Agents find 55% of the abuse that is known 45 days later, and"
    " ask 3 honest customers for proof for each one who abuses.",
    "problem.output_usage": "The refund service reads the score and applies the band. The agent"
    " sees the score and 3 reason codes. Customers are asked for proof; they never see a score.",
    "io.fallback": "Without a score the refund follows today's limits: paid at once under $100,"
    " with proof of return above. The request is marked as fallback.",
    "io.variance_policy": "Both versions score the 100,000 requests of last month before each"
    " release. Above 2% changed decisions the product manager reads 100 of them.",
    "risk.shift_handling": "After a drift alert the data scientist checks the 5 most shifted"
    " features within 2 days; sales seasons are expected and retrained for beforehand.",
    "deployment.burst_handling": "Up to 60 QPS by autoscaling within 90 s. Above that, requests"
    " under $20 are paid without a score.",
}
ONBOARDING: Final[dict[str, Json]] = {
    "problem.statement": "Of 1,400 merchants that apply each week about 30 close within 90 days"
    " and leave unpaid chargebacks behind. Reviewers read every application, and a good merchant"
    " waits 3 days. We have to decide which applications a person needs to read.",
    "problem.decision": "For each application: open the account, or send it to a reviewer."
    " Reviewers decide every one of 1,400 a week now.",
    "problem.current_performance": "Reviewers stop 55% of the merchants that would fail, and send"
    " back 4 good ones for each of them.",
    "problem.output_usage": "The onboarding service reads the score. Reviewers see it with the"
    " top 3 reason codes. Merchants see a decision with its reasons in words.",
    "io.fallback": "Without a score every application goes to a reviewer, as today, and is marked"
    " as fallback.",
    "io.variance_policy": "The applications of the last 6 months are scored by both versions"
    " before each release. Above 2% changed decisions the product manager reads 100 of them.",
    "risk.shift_handling": "A drift alert stops automatic opening for the sector concerned until"
    " the 5 most shifted features were checked, within 2 days.",
    "deployment.burst_handling": "Applications wait in a queue; a campaign of 60 a second is"
    " worked off within 10 minutes.",
}
CHARGEBACK: Final[dict[str, Json]] = {
    "problem.statement": "We contest 2,900 chargebacks a week and win 31% of them. Each contested"
    " one takes an agent 25 minutes, and most lost ones could have been known to be lost. We have"
    " to decide which ones are worth contesting.",
    "problem.decision": "For each chargeback: contest it, or accept it. The disputes team decides"
    " 2,900 times a week by rule of thumb now.",
    "problem.current_performance": "The rule of thumb finds 55% of the chargebacks that would be"
    " won; agents spend 830 hours a week on cases that are lost.",
    "problem.output_usage": "The disputes tool sorts the queue by the score. Agents see it with"
    " the top 3 reason codes and may decide otherwise, with a note.",
    "io.fallback": "Without a score the queue is sorted by amount, as today, and each case is"
    " marked as fallback.",
    "io.variance_policy": "Closed cases of the last quarter are scored by both versions before"
    " each release. Above 2% changed decisions the product manager reads 100 of them.",
    "risk.shift_handling": "When a card scheme changes its rules the model is retrained on cases"
    " since the change; until then agents decide without the score.",
    "deployment.burst_handling": "Files of up to 60 cases a second are taken at once; longer ones"
    " wait in the queue for at most 10 minutes.",
}
DISPUTES: Final[dict[str, Json]] = {
    "problem.statement": "Customers write 6,200 dispute letters a week in 4 languages. A letter"
    " waits 2 days until somebody reads it, and 1 in 9 lands with the wrong team first. We have"
    " to decide which team reads a letter, within minutes.",
    "problem.decision": "For each letter: fraud, quality, billing, or a person decides. The mail"
    " room takes it 6,200 times a week now.",
    "problem.current_performance": "The mail room finds 55% of the urgent fraud letters on the"
    " first day; 11% of all letters are passed on to another team.",
    "problem.output_usage": "The letter service reads the class and fills the team's queue. The"
    " reader sees 3 reason codes. Customers notice nothing but the time.",
    "io.fallback": "Without a class the letter goes to the mail room, as today, and is marked as"
    " fallback.",
    "io.variance_policy": "5,000 letters of the last quarter are classed by both versions before"
    " each release. Above 2% changed classes the product manager reads 100 of them.",
    "risk.shift_handling": "A drift alert sends a sample of 200 letters to two readers within 2"
    " days; if they disagree with the model, it is retrained.",
    "deployment.burst_handling": "The scanner delivers up to 60 letters a second; what comes"
    " faster waits in the queue.",
}
TAKEOVER: Final[dict[str, Json]] = {
    "problem.statement": "Every week 340 accounts are taken over with stolen passwords. Support"
    " notices half of them only when the owner calls, 9 days later on average. We have to decide"
    " at each sign-in whether somebody else is at the door.",
    "problem.decision": "For each sign-in: let in, ask for a code, or lock and call. The rules of"
    " the sign-in service take it 410,000 times a day now.",
    "problem.current_performance": "The rules find 55% of the takeovers and ask 2.3% of honest"
    " customers for a code.",
    "problem.output_usage": "The sign-in service reads the score and asks for a code above 0.80."
    " Support sees the top 3 reason codes. Customers are told what was unusual.",
    "io.fallback": "Without a score the rules decide alone, as today, and the sign-in is marked"
    " as fallback.",
    "io.variance_policy": "The sign-ins of last week are scored by both versions before each"
    " release. Above 2% changed decisions the product manager reads 100 of them.",
    "risk.shift_handling": "After a leak of passwords elsewhere the threshold falls to 0.60 until"
    " the wave is over; the model is retrained on it within 2 days.",
    "deployment.burst_handling": "An attack of up to 60 sign-ins a second is scored; what comes"
    " faster is asked for a code without a score.",
}
RETRY: Final[dict[str, Json]] = {
    "problem.statement": "Every day 9,400 card payments of subscriptions are refused by a bank that"
    " would accept them hours later. We try each again after 24 hours, win back one in three, and"
    " pay a fee for every try. We have to decide when a refused payment is tried again.",
    "problem.decision": "For each refused payment of a subscription: try again within the hour,"
    " the next morning, on payday, or leave it. A timetable decides 9,400 times a day now.",
    "problem.current_performance": "The timetable wins 55% of the payments that could be won, with"
    " 2.6 tries for each of them.",
    "problem.output_usage": "The billing service reads the score and picks the hour. Support sees"
    " the top 3 reason codes. Customers notice that fewer subscriptions stop.",
    "io.fallback": "Without a score the timetable decides, as today, and the try is marked as"
    " fallback.",
    "io.variance_policy": "The refused payments of last month are scored by both versions before"
    " each release. Above 2% changed hours the product manager looks at 100 of them.",
    "risk.shift_handling": "When a bank changes how it answers, its payments follow the timetable"
    " until the 5 most shifted features were checked, within 2 days.",
    "deployment.burst_handling": "On the first of a month 60 refusals a second are scored; what"
    " comes faster waits in the queue, since nothing is tried again within 10 minutes.",
}
RETRY_REWORDED: Final = (
    "Every day a bank turns down 9,400 card payments of subscriptions that it would accept hours"
    " later. We try each again after 24 hours, win back one in three, and pay a fee for every try."
    " We have to decide when a payment that was turned down is tried again."
)
ROUTING: Final[dict[str, Json]] = {
    "problem.statement": "Merchants call 3,100 times a day. A caller chooses among nine options,"
    " and 27% are put through to a second desk after 6 minutes. We have to decide which desk"
    " answers a call before it rings.",
    "problem.decision": "For each call: terminals, payouts, disputes, or a person asks. The caller"
    " decides it by keys 3,100 times a day now.",
    "problem.current_performance": "With the menu 55% of urgent calls about terminals reach the"
    " right desk at once.",
    "problem.output_usage": "The telephone system reads the class and rings the desk. The agent"
    " sees 3 reason codes. Callers notice that nobody asks them twice.",
    "io.fallback": "Without a class the caller hears the menu, as today, and the call is marked as"
    " fallback.",
    "io.variance_policy": "The calls of last month are classed by both versions before each"
    " release. Above 2% changed desks the product manager listens to 100 of them.",
    "risk.shift_handling": "After a drift alert 200 calls are listened to by two agents within 2"
    " days; if they disagree with the model, it is retrained.",
    "deployment.burst_handling": "When a network fails, up to 60 calls a second are classed; what"
    " comes faster hears the menu.",
}
TERMINALS: Final[dict[str, Json]] = {
    "problem.statement": "Each week 700 of our 90,000 terminals fail at a counter, and a merchant"
    " waits 2 days for another one. Most had slowed down for a week before. We have to decide which"
    " terminals are replaced before they fail.",
    "problem.decision": "For each terminal, every night: send another one, or leave it. Nobody"
    " decides it now: 700 a week are replaced after they failed.",
    "problem.current_performance": "A list of the oldest terminals names 55% of those that fail"
    " within a month, and 4 good ones for each of them.",
    "problem.output_usage": "The warehouse reads the score and packs what comes first. Support sees"
    " the top 3 reason codes. Merchants get a parcel and a letter.",
    "io.fallback": "Without scores the list of the oldest terminals is sent, as today, and each"
    " parcel is marked as fallback.",
    "io.variance_policy": "All terminals are scored by both versions before each release. Above 2%"
    " changed parcels the product manager looks at 100 of them.",
    "risk.shift_handling": "With each new model of terminal the 5 most shifted features are checked"
    " within 2 days; until then that model follows the list.",
    "deployment.burst_handling": "After an update of all terminals 60 reports a second are"
    " taken; what comes faster waits in the queue until the night.",
}
IDEAS: Final[dict[str, str]] = {
    "Voucher limits by merchant": "Vouchers are capped at $50 for everybody. Some merchants could"
    " be given more, some less.",
    "Gift card resale": "Gift cards bought with stolen cards are resold within an hour.",
    "Queue length at counters": "Counters with long queues lose sales; a forecast calls staff.",
}
CHURN: Final[dict[str, Json]] = {
    "project.stage": "discovery",
    "problem.statement": "Every month 2.1% of our merchants leave. Most of them had fewer"
    " payments in the two months before, and nobody called them.",
    "problem.decision": "For each merchant, every Monday: call, or leave alone.",
    "problem.decision_mode": "enables",
    "framing.output_type": "classification",
    "io.inputs": [
        {
            "input": "payments_last_60_days",
            "type": "integer",
            "source": "payments.authorisation",
            "required": "yes",
            "preprocessing": "change against the 60 days before",
            "serving_available": "yes",
            "personal_data": "no",
        },
        {
            "input": "open_complaints",
            "type": "integer",
            "source": "support tool",
            "required": "no",
            "preprocessing": "none",
            "serving_available": "no",
            "personal_data": "no",
        },
    ],
    "data.max_class_share_required": "95",
    "data.max_class_share_current": "97",
    "evaluation.primary_metric": "accuracy",
    "evaluation.ship_threshold": "0.9",
    "risk.register": [
        {
            "failure_mode": "Loyal merchants are called again and again",
            "category": "false_positive",
            "probability": "high",
            "impact": "medium",
            "status": "open",
        }
    ],
}
LOYALTY: Final[dict[str, Json]] = {
    "problem.statement": "Cardholders see the same three offers all year, and 0.4% of them use"
    " one. We wanted to rank offers by how likely they are used.",
    "problem.decision": "For each cardholder and week: which three of 40 offers to show.",
    "framing.output_type": "ranking",
}
CREDIT: Final[dict[str, Json]] = {
    "project.stage": "discovery",
    "problem.statement": "Merchants who wait for their payout ask for an advance; we decide each"
    " by hand within 5 days.",
}
