"""What customers and agents of the demo company write to each other, in six languages.

One block per language; a line is the part a sentence plays in a conversation and the sentences, split by ``|``.
"""

from __future__ import annotations

PHRASES = {
    "en": """
        opening: I ordered it two weeks ago. | The order number is on the invoice. | I need it before the weekend.
        opening: A photo is attached. | I looked in the help centre and found nothing. | It is for a trip next month.
        acknowledge: Thank you for writing. Your message has reached us and a person will answer it.
        answer: We have looked into it and sent you what you need. | Here are the steps; tell us if one does not work.
        answer: The parcel leaves our warehouse tomorrow. | We have changed it and you will get a confirmation.
        answer: You are right, and we are sorry. We have put it in order.
        ask: Could you send us the order number? | Could you send a photo of the label? | Which size do you wear?
        reply: Here it is. | The number is on the first page. | I have tried it, and it is still the same.
        thanks: Thank you, that helped. | Great, it works now. | Thank you for the quick answer.
        again: It happened again. | It is still not solved. | I am afraid the problem is back.
        away: I am out of the office until Monday and will read your message then.
        good: Quick and friendly. | They knew the answer at once. | Everything was explained clearly.
        good: The boots arrived the next day. | I felt taken seriously.
        bad: I waited far too long. | I had to explain everything three times. | Nobody read what I had written.
        bad: The answer had nothing to do with my question. | I had to call again.
        policy: The new return rules are unfair. | Fourteen days are too short. | I have to pay the return myself now.
        post: The new colours look great! | Anyone tried their tents in wind? | Still waiting for an answer from you.
    """,
    "pl": """
        opening: Zamówienie złożyłem dwa tygodnie temu. | Numer zamówienia jest na fakturze.
        opening: Potrzebuję tego przed weekendem. | Zdjęcie w załączniku. | W centrum pomocy nic nie znalazłam.
        acknowledge: Dziękujemy za wiadomość. Dotarła do nas i ktoś z zespołu na nią odpowie.
        answer: Sprawdziliśmy to i wysłaliśmy, co potrzebne. | Oto kolejne kroki; proszę dać znać, jeśli coś zawiedzie.
        answer: Paczka wyjdzie z magazynu jutro. | Zmieniliśmy to, potwierdzenie jest w drodze.
        answer: Rzeczywiście, przepraszamy. Już to naprawiliśmy.
        ask: Czy możemy prosić o numer zamówienia? | Czy możemy prosić o zdjęcie etykiety? | Jaki to rozmiar?
        reply: Proszę bardzo. | Numer jest na pierwszej stronie. | Próbowałem, nadal to samo.
        thanks: Dziękuję, to pomogło. | Świetnie, już działa. | Dziękuję za szybką odpowiedź.
        again: Znowu to samo. | Sprawa nadal nie jest załatwiona. | Niestety problem wrócił.
        away: Jestem poza biurem do poniedziałku i wtedy przeczytam wiadomość.
        good: Szybko i życzliwie. | Od razu znali odpowiedź. | Wszystko jasno wyjaśnione.
        good: Buty przyszły następnego dnia. | Potraktowano mnie poważnie.
        bad: Czekałem o wiele za długo. | Musiałam wszystko tłumaczyć trzy razy. | Nikt nie przeczytał mojej wiadomości.
        bad: Odpowiedź nie miała nic wspólnego z pytaniem. | Musiałem dzwonić jeszcze raz.
        policy: Nowe zasady zwrotów są niesprawiedliwe. | Czternaście dni to za mało. | Teraz sam płacę za zwrot.
        post: Nowe kolory wyglądają świetnie! | Ktoś testował ich namioty na wietrze? | Wciąż czekam na odpowiedź.
    """,
    "sr": """
        opening: Наручио сам пре две недеље. | Број поруџбине је на рачуну. | Треба ми пре викенда.
        opening: Фотографија је у прилогу. | У центру за помоћ нисам нашла ништа. | То је за пут следећег месеца.
        acknowledge: Хвала на поруци. Стигла је до нас и неко из тима ће одговорити.
        answer: Проверили смо и послали вам што је потребно. | Ево корака; јавите нам ако неки не успе.
        answer: Пакет сутра креће из магацина. | Изменили смо, потврда је на путу.
        answer: У праву сте, извините. Исправили смо.
        ask: Можете ли нам послати број поруџбине? | Можете ли послати слику етикете? | Који број носите?
        reply: Изволите. | Број је на првој страни. | Пробао сам, и даље је исто.
        thanks: Хвала, то је помогло. | Одлично, сада ради. | Хвала на брзом одговору.
        again: Опет се десило. | Још није решено. | Нажалост, проблем се вратио.
        away: Нисам у канцеларији до понедељка и тада ћу прочитати поруку.
        good: Брзо и љубазно. | Одмах су знали одговор. | Све је јасно објашњено.
        good: Ципеле су стигле сутрадан. | Схватили су ме озбиљно.
        bad: Предуго сам чекао. | Морала сам све да објашњавам три пута. | Нико није прочитао шта сам написао.
        bad: Одговор није имао везе са питањем. | Морао сам поново да зовем.
        policy: Нова правила за повраћај нису поштена. | Четрнаест дана је премало. | Сада сам плаћам повраћај.
        post: Нове боје су сјајне! | Да ли је неко пробао њихове шаторе на ветру? | Још чекам ваш одговор.
    """,
    "zh": """
        opening: 我两周前下的单。 | 订单号在发票上。 | 我周末前要用。
        opening: 照片在附件里。 | 帮助中心里没有找到答案。 | 下个月旅行要用。
        acknowledge: 感谢您的来信。我们已经收到，会有专人回复您。
        answer: 我们查过了，已经把您需要的寄出。 | 步骤如下，如果有一步不行请告诉我们。
        answer: 包裹明天从仓库发出。 | 已经为您更改，确认信随后就到。
        answer: 您说得对，非常抱歉。我们已经处理好了。
        ask: 请问您的订单号是多少？ | 能发一张标签的照片吗？ | 您穿多大码？
        reply: 给您。 | 号码在第一页。 | 我试过了，还是一样。
        thanks: 谢谢，问题解决了。 | 太好了，现在可以用了。 | 谢谢你们这么快回复。
        again: 又出现了。 | 问题还没有解决。 | 很遗憾，老问题又回来了。
        away: 我周一之前不在办公室，回来后会看您的邮件。
        good: 又快又友好。 | 他们马上就知道答案。 | 解释得很清楚。
        good: 靴子第二天就到了。 | 我觉得受到了重视。
        bad: 我等得太久了。 | 同样的事我解释了三遍。 | 没有人看我写的内容。
        bad: 回复和我的问题无关。 | 我不得不再打一次电话。
        policy: 新的退货规定不公平。 | 十四天太短了。 | 现在退货要自己付运费。
        post: 新颜色真好看！ | 有人在大风里用过他们的帐篷吗？ | 还在等你们的回复。
    """,
    "fa": """
        opening: دو هفته پیش سفارش دادم. | شمارهٔ سفارش روی فاکتور است. | پیش از آخر هفته لازمش دارم.
        opening: عکس را پیوست کردم. | در مرکز راهنما چیزی پیدا نکردم. | برای سفر ماه آینده است.
        acknowledge: از پیام شما سپاسگزاریم. پیام به دست ما رسید و یکی از همکاران پاسخ خواهد داد.
        answer: بررسی کردیم و آنچه لازم بود فرستادیم. | مراحل در زیر آمده است؛ اگر یکی کار نکرد به ما بگویید.
        answer: بسته فردا از انبار ارسال می‌شود. | تغییر دادیم و تأییدیه برایتان می‌آید.
        answer: حق با شماست، پوزش می‌خواهیم. درستش کردیم.
        ask: لطفاً شمارهٔ سفارش را بفرستید. | می‌توانید عکس برچسب را بفرستید؟ | سایز شما چند است؟
        reply: بفرمایید. | شماره در صفحهٔ اول است. | امتحان کردم، هنوز همان است.
        thanks: ممنون، مشکل حل شد. | عالی، حالا کار می‌کند. | از پاسخ سریع شما ممنونم.
        again: دوباره پیش آمد. | هنوز حل نشده است. | متأسفانه مشکل برگشته است.
        away: تا دوشنبه در دفتر نیستم و آن وقت پیام شما را می‌خوانم.
        good: سریع و مهربان. | فوراً جواب را می‌دانستند. | همه چیز روشن توضیح داده شد.
        good: کفش‌ها روز بعد رسید. | احساس کردم جدی گرفته شدم.
        bad: خیلی زیاد منتظر ماندم. | مجبور شدم سه بار همه چیز را توضیح بدهم. | کسی نوشتهٔ مرا نخواند.
        bad: پاسخ ربطی به پرسش من نداشت. | مجبور شدم دوباره زنگ بزنم.
        policy: قوانین تازهٔ مرجوعی منصفانه نیست. | چهارده روز خیلی کم است. | حالا هزینهٔ مرجوعی با خودم است.
        post: رنگ‌های تازه خیلی قشنگ است! | کسی چادرشان را در باد امتحان کرده؟ | هنوز منتظر پاسخ شما هستم.
    """,
    "ne": """
        opening: मैले दुई हप्ताअघि अर्डर गरेको हुँ। | अर्डर नम्बर बिलमा छ। | मलाई शनिबारअघि चाहिन्छ।
        opening: फोटो साथमा छ। | सहायता केन्द्रमा केही भेटिनँ। | अर्को महिनाको यात्राका लागि हो।
        acknowledge: सन्देशका लागि धन्यवाद। हामीले पायौँ, हाम्रो टोलीका साथीले जवाफ दिनुहुनेछ।
        answer: हामीले हेर्‍यौँ र चाहिने कुरा पठाइदियौँ। | चरणहरू तल छन्; कुनै नमिले भन्नुहोस्।
        answer: पार्सल भोलि गोदामबाट निस्कन्छ। | हामीले बदलिदियौँ, पुष्टि आउँदैछ।
        answer: तपाईंको कुरा ठीक हो, माफ गर्नुहोस्। हामीले मिलाइदियौँ।
        ask: कृपया अर्डर नम्बर पठाउनुहोस्। | लेबलको फोटो पठाउन सक्नुहुन्छ? | तपाईंलाई कुन साइज लाग्छ?
        reply: यहाँ छ। | नम्बर पहिलो पानामा छ। | मैले गरेर हेरेँ, अझै उस्तै छ।
        thanks: धन्यवाद, काम बन्यो। | राम्रो, अब चल्यो। | छिटो जवाफका लागि धन्यवाद।
        again: फेरि त्यस्तै भयो। | अझै समाधान भएको छैन। | दुःखको कुरा, समस्या फेरि आयो।
        away: म सोमबारसम्म कार्यालयमा छैन, त्यसपछि सन्देश पढ्नेछु।
        good: छिटो र मिलनसार। | उहाँहरूलाई तुरुन्तै थाहा थियो। | सबै कुरा राम्ररी बुझाउनुभयो।
        good: जुत्ता भोलिपल्टै आयो। | मेरो कुरा ध्यान दिएर सुन्नुभयो।
        bad: धेरै बेर कुर्नुपर्‍यो। | एउटै कुरा तीन पटक भन्नुपर्‍यो। | मैले लेखेको कसैले पढेन।
        bad: जवाफ मेरो प्रश्नसँग मिलेन। | फेरि फोन गर्नुपर्‍यो।
        policy: फिर्ताको नयाँ नियम ठीक छैन। | चौध दिन धेरै कम हो। | अब फिर्ता पठाउने खर्च आफैँले तिर्नुपर्छ।
        post: नयाँ रङ राम्रो छ! | कसैले उनीहरूको पाल हावामा प्रयोग गर्नुभएको छ? | अझै जवाफ पर्खिरहेको छु।
    """,
}
