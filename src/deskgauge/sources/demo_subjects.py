"""What the demo company's customers write in a subject line, by request type, in six languages.

One block per language; a line is a request type and its sentences, split by ``|``.
"""

from __future__ import annotations

SUBJECTS = {
    "en": """
        product: Is the Ridge tent warm enough for winter? | Which stove burns well above 3000 metres?
        product: Are the boots wide or narrow? | What does the large rucksack weigh?
        cancellation: Please cancel my order | I ordered twice by mistake
        how_to: How do I waterproof my jacket again? | How does the tent fit back into its bag?
        availability: When will the blue rucksack be back in stock? | Do you still have the boots in size 42?
        refund: Where is my refund? | The refund is less than I paid
        return: I would like to return a jacket | The return label does not print
        sales_question: Do you give a discount to mountain clubs? | Which sleeping bag should I take to Nepal?
        shipping: My parcel has not arrived | Can I still change the delivery address?
        shipping: The tracking has not moved for a week | One box of two is missing
        technical: The headlamp does not charge | The app does not open on my phone
        billing: I was charged twice | Please send an invoice with our tax number
        account: I cannot sign in | Please change the e-mail address of my account
        complaint: I am disappointed with your service | The third broken buckle this year
        other: A question about your shop in Kraków | Thank you for a wonderful trip
        launch: My Wren watch does not find my phone | The battery of the Wren watch lasts half a day
        launch: When will my Wren watch be shipped? | The Wren watch shows the wrong altitude
    """,
    "pl": """
        product: Czy namiot Ridge nadaje się na zimę? | Która kuchenka działa powyżej 3000 metrów?
        product: Czy te buty są szerokie? | Ile waży duży plecak?
        cancellation: Proszę anulować moje zamówienie | Przez pomyłkę zamówiłem dwa razy
        how_to: Jak ponownie zaimpregnować kurtkę? | Jak złożyć namiot do pokrowca?
        availability: Kiedy niebieski plecak znów będzie dostępny? | Czy są jeszcze buty w rozmiarze 42?
        refund: Gdzie jest mój zwrot pieniędzy? | Zwrócona kwota jest za niska
        return: Chcę zwrócić kurtkę | Etykieta zwrotna się nie drukuje
        sales_question: Czy kluby górskie dostają rabat? | Jaki śpiwór zabrać do Nepalu?
        shipping: Paczka jeszcze nie dotarła | Czy mogę zmienić adres dostawy?
        shipping: Status przesyłki nie zmienia się od tygodnia | Brakuje jednej z dwóch paczek
        technical: Czołówka się nie ładuje | Aplikacja nie otwiera się na telefonie
        billing: Pobrano opłatę dwa razy | Proszę o fakturę z naszym NIP
        account: Nie mogę się zalogować | Proszę zmienić adres e-mail mojego konta
        complaint: Jestem rozczarowany obsługą | Trzecia pęknięta klamra w tym roku
        other: Pytanie o sklep w Krakowie | Dziękuję za wspaniały wyjazd
        launch: Zegarek Wren nie łączy się z telefonem | Bateria zegarka Wren starcza na pół dnia
        launch: Kiedy wyślecie mój zegarek Wren? | Zegarek Wren pokazuje złą wysokość
    """,
    "sr": """
        product: Да ли је шатор Ridge добар за зиму? | Који решо ради изнад 3000 метара?
        product: Да ли су ципеле широке? | Колико је тежак велики ранац?
        cancellation: Молим вас, откажите моју поруџбину | Грешком сам наручио два пута
        how_to: Како поново да импрегнирам јакну? | Како се шатор враћа у торбу?
        availability: Када ће плави ранац поново бити на стању? | Имате ли још ципеле у броју 42?
        refund: Где је мој повраћај новца? | Вратили сте ми мање него што сам платио
        return: Желим да вратим јакну | Налепница за повраћај не може да се одштампа
        sales_question: Дајете ли попуст планинарским друштвима? | Коју врећу за спавање да понесем у Непал?
        shipping: Пакет још није стигао | Могу ли да променим адресу за доставу?
        shipping: Статус пошиљке се не мења већ недељу дана | Недостаје једна од две кутије
        technical: Чеона лампа се не пуни | Апликација се не отвара на телефону
        billing: Наплаћено ми је два пута | Молим вас за рачун са нашим ПИБ-ом
        account: Не могу да се пријавим | Молим вас, промените адресу е-поште на мом налогу
        complaint: Разочаран сам вашом услугом | Трећа сломљена копча ове године
        other: Питање о продавници у Кракову | Хвала за дивно путовање
        launch: Сат Wren не проналази мој телефон | Батерија сата Wren траје пола дана
        launch: Када шаљете мој сат Wren? | Сат Wren показује погрешну надморску висину
    """,
    "zh": """
        product: Ridge 帐篷冬天够暖和吗？ | 哪种炉具适合三千米以上使用？
        product: 这双靴子偏宽还是偏窄？ | 大号背包有多重？
        cancellation: 请取消我的订单 | 我不小心下了两次单
        how_to: 夹克怎样重新做防水？ | 帐篷怎样收回袋子里？
        availability: 蓝色背包什么时候有货？ | 42码的靴子还有吗？
        refund: 我的退款在哪里？ | 退款比我付的少
        return: 我想退一件夹克 | 退货标签打印不出来
        sales_question: 登山俱乐部有折扣吗？ | 去尼泊尔带哪种睡袋好？
        shipping: 我的包裹还没有到 | 还能改收货地址吗？
        shipping: 物流信息一周没有更新 | 两箱货少了一箱
        technical: 头灯充不上电 | 应用在手机上打不开
        billing: 我被扣了两次款 | 请开一张带税号的发票
        account: 我无法登录 | 请更改我账户的邮箱
        complaint: 我对你们的服务很失望 | 今年第三个坏掉的扣子
        other: 关于克拉科夫门店的问题 | 谢谢你们，旅行很愉快
        launch: Wren 手表找不到我的手机 | Wren 手表的电池只能用半天
        launch: 我的 Wren 手表什么时候发货？ | Wren 手表显示的海拔不对
    """,
    "fa": """
        product: آیا چادر Ridge برای زمستان مناسب است؟ | کدام اجاق در ارتفاع بالای ۳۰۰۰ متر خوب کار می‌کند؟
        product: آیا این کفش‌ها پهن هستند؟ | وزن کوله‌پشتی بزرگ چقدر است؟
        cancellation: لطفاً سفارش مرا لغو کنید | اشتباهی دو بار سفارش دادم
        how_to: چطور کاپشنم را دوباره ضدآب کنم؟ | چادر را چطور در کیفش جا بدهم؟
        availability: کوله‌پشتی آبی کی دوباره موجود می‌شود؟ | کفش سایز ۴۲ هنوز موجود است؟
        refund: پول من کی برمی‌گردد؟ | مبلغ برگشتی کمتر از پرداخت من است
        return: می‌خواهم یک کاپشن را پس بفرستم | برچسب مرجوعی چاپ نمی‌شود
        sales_question: به باشگاه‌های کوهنوردی تخفیف می‌دهید؟ | برای سفر به نپال کدام کیسه‌خواب بهتر است؟
        shipping: بسته‌ام هنوز نرسیده است | می‌توانم نشانی تحویل را عوض کنم؟
        shipping: یک هفته است که رهگیری مرسوله تغییر نکرده | یکی از دو جعبه نرسیده است
        technical: چراغ پیشانی شارژ نمی‌شود | برنامه روی گوشی من باز نمی‌شود
        billing: دو بار از حسابم پول کم شده است | لطفاً فاکتور با شمارهٔ مالیاتی بفرستید
        account: نمی‌توانم وارد حسابم شوم | لطفاً نشانی ایمیل حسابم را عوض کنید
        complaint: از خدمات شما ناامید شدم | امسال سومین سگک شکست
        other: پرسشی دربارهٔ فروشگاه کراکوف | ممنون برای سفری عالی
        launch: ساعت Wren گوشی مرا پیدا نمی‌کند | باتری ساعت Wren نصف روز دوام می‌آورد
        launch: ساعت Wren من کی ارسال می‌شود؟ | ساعت Wren ارتفاع را اشتباه نشان می‌دهد
    """,
    "ne": """
        product: के Ridge पाल जाडोका लागि ठीक छ? | ३००० मिटरभन्दा माथि कुन स्टोभ राम्रो चल्छ?
        product: के यो जुत्ता चौडा छ? | ठूलो झोलाको तौल कति छ?
        cancellation: कृपया मेरो अर्डर रद्द गर्नुहोस् | मैले गल्तीले दुई पटक अर्डर गरेँ
        how_to: ज्याकेटलाई फेरि पानी नछिर्ने कसरी बनाउने? | पाललाई झोलामा कसरी राख्ने?
        availability: निलो झोला फेरि कहिले आउँछ? | ४२ नम्बरको जुत्ता अझै छ?
        refund: मेरो पैसा कहिले फिर्ता आउँछ? | फिर्ता आएको रकम मैले तिरेभन्दा कम छ
        return: म एउटा ज्याकेट फिर्ता गर्न चाहन्छु | फिर्ता पठाउने लेबल छापिएन
        sales_question: पर्वतारोहण क्लबलाई छुट छ? | एभरेस्ट आधार शिविर जान कुन स्लिपिङ ब्याग राम्रो हुन्छ?
        shipping: मेरो पार्सल अझै आएको छैन | के म ठेगाना बदल्न सक्छु?
        shipping: एक हप्तादेखि पार्सलको स्थिति बदलिएको छैन | दुई बाकसमध्ये एउटा आएन
        technical: हेडल्याम्प चार्ज हुँदैन | मेरो फोनमा एप खुल्दैन
        billing: मबाट दुई पटक पैसा काटियो | कृपया हाम्रो प्यान नम्बरसहितको बिल पठाउनुहोस्
        account: मैले लगइन गर्न सकिनँ | कृपया मेरो खाताको इमेल बदल्नुहोस्
        complaint: तपाईंहरूको सेवाबाट म निराश छु | यस वर्ष तेस्रो बकल भाँचियो
        other: क्राकोभको पसलबारे एउटा प्रश्न | राम्रो यात्राका लागि धन्यवाद
        launch: Wren घडीले मेरो फोन भेट्टाउँदैन | Wren घडीको ब्याट्री आधा दिन मात्र टिक्छ
        launch: मेरो Wren घडी कहिले पठाइन्छ? | Wren घडीले गलत उचाइ देखाउँछ
    """,
}
