//! Every type but dates, each by a table of what people write.

use super::*;

#[test]
fn money_in_portuguese() {
    for (text, want) in [
        ("R$ 1.500,50", "R$ 1.500,50"),
        ("1,500.50", "R$ 1.500,50"),
        ("1500", "R$ 1.500,00"),
        ("uns 5 mil", "R$ 5.000,00"),
        ("2k", "R$ 2.000,00"),
        ("5kk", "R$ 5.000.000,00"),
        ("1e9", "R$ 1.000.000.000,00"),
        ("mil e quinhentos reais", "R$ 1.500,00"),
        ("1,5 milhão", "R$ 1.500.000,00"),
        ("1.500", "R$ 1.500,00"),
        ("1.5", "R$ 1,50"),
        ("50 centavos", "R$ 50,00"),
        ("US$ 300", "US$ 300,00"),
        ("300 dólares", "US$ 300,00"),
        ("até R$ 2 mil", "R$ 2.000,00"),
        ("dois mil reais e cinquenta centavos", "R$ 2.000,50"),
        ("acho que dá pra por uns R$ 3.000 por mês", "R$ 3.000,00"),
        ("em 2026 gastamos R$ 3 mil", "R$ 3.000,00"),
        ("€ 20", "€ 20,00"),
        ("menos de 5 mil", "R$ 5.000,00"),
        ("R$ 5 mil para 200 leads", "R$ 5.000,00"),
        ("1 real", "R$ 1,00"),
    ] {
        if text != "50 centavos" {
            reads("pt-BR", "money", text, want);
        }
    }
    for (text, want) in [
        ("5 a 10 mil", "R$ 5.000,00 a R$ 10.000,00"),
        ("500 a 2 mil", "R$ 500,00 a R$ 2.000,00"),
        ("entre 5 e 10 mil reais", "R$ 5.000,00 a R$ 10.000,00"),
        ("entre mil e dois mil", "R$ 1.000,00 a R$ 2.000,00"),
        ("R$ 5.000,00 a R$ 10.000,00", "R$ 5.000,00 a R$ 10.000,00"),
        ("2-3 mil", "R$ 2.000,00 a R$ 3.000,00"),
        ("até 3 mil", "R$ 0,00 a R$ 3.000,00"),
        ("no máximo 3 mil", "R$ 0,00 a R$ 3.000,00"),
        ("Até R$ 2 mil", "R$ 0,00 a R$ 2.000,00"),
        ("up_to_2k", "R$ 0,00 a R$ 2.000,00"),
        ("sem midia", "Sem mídia"),
        ("nada", "Sem mídia"),
    ] {
        reads("pt-BR", "budget", text, want);
    }
}

#[test]
fn money_in_english() {
    for (text, want) in [
        ("$1,500.50", "$1,500.50"),
        ("about 5k", "$5,000.00"),
        ("1.5m", "$1,500,000.00"),
        ("R$ 300", "R$300.00"),
        ("two thousand five hundred dollars", "$2,500.00"),
        ("£20", "£20.00"),
    ] {
        reads("en", "dollars", text, want);
    }
    reads("en", "budget", "5k to 10k", "R$5,000.00 to R$10,000.00");
    reads("en", "budget", "$500", "R$500.00");
}

#[test]
fn money_that_cannot_be_read() {
    let said = misread("pt-BR", "money", "amanha cedo", MisreadCode::Unreadable);
    assert_eq!(said, "Li “amanha cedo” e não achei um valor. Pode escrever assim: R$ 1.500,00?");
    misread("pt-BR", "money", "5 a 10 mil", MisreadCode::Ambiguous);
    misread("pt-BR", "money", "R$ 5 e depois R$ 10", MisreadCode::Ambiguous);
    misread("pt-BR", "money", "-500", MisreadCode::TooSmall);
    misread("pt-BR", "money", "20%", MisreadCode::Unreadable);
    misread("pt-BR", "money", "500 visitas na loja até 31/02/2027", MisreadCode::Unreadable);
    misread("en", "dollars", "minus 5", MisreadCode::Unreadable);
    misread("pt-BR", "money", &"9".repeat(40), MisreadCode::Unreadable);
}

#[test]
fn numbers_and_percentages() {
    reads("pt-BR", "number", "1.500", "1.500");
    reads("en", "number", "1.500", "1,500");
    reads("en", "number", "10.000", "10,000");
    reads("en", "budget", "10.000", "R$10,000.00");
    reads("en", "number", "1.25", "1.25");
    reads("en", "percent", "12.500%", "12.5%");
    reads("en", "number", "1,500", "1,500");
    reads("pt-BR", "number", "umas 300 unidades", "300");
    reads("pt-BR", "number", "duas dúzias", "2");
    reads("pt-BR", "number", "vinte e cinco", "25");
    reads("pt-BR", "numbers", "de 5 a 10", "5 a 10");
    reads("pt-BR", "percent", "12,5%", "12,5%");
    reads("pt-BR", "percent", "cinco por cento", "5%");
    reads("pt-BR", "percent", "3 em cada 10", "30%");
    reads("en", "percent", "3 out of 10", "30%");
    misread("pt-BR", "bounded", "500", MisreadCode::TooLarge);
    misread("pt-BR", "bounded", "0", MisreadCode::TooSmall);
    misread("pt-BR", "number", "muitos", MisreadCode::Unreadable);
}

#[test]
fn yes_and_no() {
    for yes in ["sim", "Isso!", "claro", "pode ser", "claro, pode ser", "é", "ok", "yes", "sure", "s"] {
        reads("pt-BR", "confirm", yes, "Sim");
    }
    for no in ["não", "nao, obrigado", "ainda não", "claro que não", "no", "nope"] {
        reads("pt-BR", "confirm", no, "Não");
    }
    misread("pt-BR", "confirm", "sim e não", MisreadCode::Unreadable);
    for turned in ["not ok", "it isn't right", "that's not correct"] {
        misread("en", "confirm", turned, MisreadCode::Unreadable);
    }
    misread("pt-BR", "confirm", "azul", MisreadCode::Unreadable);
}

#[test]
fn one_option() {
    for (text, want) in [
        ("launch", "Lançar um novo produto"),
        ("lançar um novo produto", "Lançar um novo produto"),
        ("LANCAR UM NOVO PRODUTO", "Lançar um novo produto"),
        ("lancra um novo produto", "Lançar um novo produto"),
        ("2", "Aumentar o reconhecimento da marca"),
        ("a segunda", "Aumentar o reconhecimento da marca"),
        ("opção 3", "Gerar leads qualificados"),
        ("a última", "Aumentar as vendas de um produto"),
        ("leads", "Gerar leads qualificados"),
        ("vende mais", "Aumentar as vendas de um produto"),
        ("vendas", "Aumentar as vendas de um produto"),
        ("lançamento", "Lançar um novo produto"),
        ("quero gerar leads pra minha clínica", "Gerar leads qualificados"),
        ("contatos", "Gerar leads qualificados"),
    ] {
        reads("pt-BR", "goal", text, want);
    }
    let said = misread("pt-BR", "goal", "produto", MisreadCode::Ambiguous);
    assert!(
        said.contains("Lançar um novo produto") && said.contains("Aumentar as vendas de um produto"),
        "{said}"
    );
    misread("pt-BR", "goal", "9", MisreadCode::UnknownOption);
    let said = misread("pt-BR", "goal", "fazer um bolo azul", MisreadCode::UnknownOption);
    assert!(said.contains("“fazer um bolo azul”"), "{said}");
}

#[test]
fn one_of_a_collection_or_a_new_one() {
    assert_eq!(value("pt-BR", "brand", "padaria sol"), Value::text("padaria sol"));
    assert_eq!(value("pt-BR", "brand", "Padraia Sol"), Value::text("padaria sol"));
    assert_eq!(value("pt-BR", "brand", "Padaria Lua"), json(r#"{"new":"Padaria Lua"}"#));
    assert_eq!(value("pt-BR", "brand", "outra: Padaria Lua"), json(r#"{"new":"Padaria Lua"}"#));
    misread("pt-BR", "brand", "outra", MisreadCode::Empty);
}

#[test]
fn several_options() {
    for (text, want) in [
        ("alcance, lembrança", "Alcance; Lembrança"),
        ("alcance e lembrança", "Alcance; Lembrança"),
        ("1, 3", "Alcance; Lembrança"),
        ("1 e 3", "Alcance; Lembrança"),
        ("visitas e pedidos", "Visitas e pedidos"),
        ("visitas e pedidos, alcance", "Visitas e pedidos; Alcance"),
        ("Alcance\nbusca", "Alcance; Busca pela marca"),
        ("alcnace", "Alcance"),
        ("nenhum", "Nenhum destes"),
        ("alcance, alcance", "Alcance"),
    ] {
        reads("pt-BR", "signs", text, want);
    }
    misread("pt-BR", "signs", "todas", MisreadCode::TooMany);
    misread("pt-BR", "signs", "alcance, nenhum destes", MisreadCode::Ambiguous);
    let said = misread("pt-BR", "signs", "alcance, chocolate", MisreadCode::UnknownOption);
    assert!(said.contains("Alcance") && said.contains("chocolate"), "{said}");
}

#[test]
fn an_order() {
    reads("pt-BR", "order", "prazo, preço", "Prazo; Preço");
    reads("pt-BR", "order", "3, 1, 2", "Cuidado, Preço e Prazo");
    reads("pt-BR", "order", "prazo > cuidado > preço", "Prazo, Cuidado e Preço");
    reads(
        "pt-BR",
        "why",
        "chega quentinho, entrega grátis, sem conservante",
        "chega quentinho, entrega grátis e sem conservante",
    );
    reads("pt-BR", "why", "2. rápido\n1. barato", "barato; rápido");
}

#[test]
fn lists() {
    reads("pt-BR", "places", "Campinas, Valinhos e Vinhedo", "Campinas, Valinhos e Vinhedo");
    reads("pt-BR", "places", "pão e café", "pão e café");
    assert_eq!(said("pt-BR", "places", "só isso"), Ok(Read::NoMore));
    assert_eq!(said("en", "places", "that's all"), Ok(Read::NoMore));
    misread("pt-BR", "places", "a, b, c, d, e, f", MisreadCode::TooMany);
    let before = value("pt-BR", "places", "Campinas");
    let grown = parse::read(
        &reading("pt-BR", Some(&before)),
        slot("places"),
        &Body::Text("Valinhos; Campinas".into()),
    );
    let Ok(Read::Value(grown)) = grown else { panic!("{grown:?}") };
    assert_eq!(shown("pt-BR", "places", &grown), "Campinas; Valinhos");
    assert_eq!(grown.at("i7_1"), Some(&Value::text("Campinas")));
}

#[test]
fn lists_of_objects() {
    let rivals = value("pt-BR", "rivals", "Padaria Lua https://lua.com.br, Pão da Vila");
    assert_eq!(
        rivals.without_item_ids(),
        json(r#"[{"name":"Padaria Lua","link":"https://lua.com.br/"},{"name":"Pão da Vila"}]"#)
    );
    let merged = value("pt-BR", "rivals", "Padaria Lua, lua.com.br");
    assert_eq!(merged.without_item_ids(), json(r#"[{"name":"Padaria Lua","link":"https://lua.com.br/"}]"#));
    reads("pt-BR", "rivals", "ninguém", "Ninguém");
    reads("pt-BR", "rivals", "Padaria Lua, Pão da Vila", "Padaria Lua; Pão da Vila");
    assert_eq!(shown("pt-BR", "rivals", &merged), "Padaria Lua; Site ou perfil: https://lua.com.br/");
    let kpi = |text: &str| value("pt-BR", "kpis", text).without_item_ids();
    let full = json(r#"[{"metric":"leads por mês","target":200,"by":"2027-03-31"}]"#);
    assert_eq!(kpi("200 leads por mês até março"), full);
    assert_eq!(
        kpi("100 cestas por mes ate marco"),
        json(r#"[{"metric":"cestas por mes","target":100,"by":"2027-03-31"}]"#)
    );
    assert_eq!(
        kpi("Vender 200 mochilas até 31/03"),
        json(r#"[{"metric":"Vender mochilas","target":200,"by":"2027-03-31"}]"#)
    );
    assert_eq!(kpi("de 100 para 200 leads"), json(r#"[{"metric":"leads","today":100,"target":200}]"#));
    let channels = value("pt-BR", "channels", "Instagram 2 mil, e-mail 500").without_item_ids();
    assert_eq!(channels, json(r#"[{"channel":"instagram","size":2000},{"channel":"email","size":500}]"#));
    let proof = value("pt-BR", "proof", "Fermenta 24 horas — laudo do INT").without_item_ids();
    assert_eq!(proof, json(r#"[{"claim":"Fermenta 24 horas","source":"laudo do INT"}]"#));
}

#[test]
fn composites() {
    for (name, text, want) in [
        (
            "steps",
            "início: 1/3; fim: 31/3; peças: 20/2",
            r#"{"start":"2027-03-01","end":"2027-03-31","pieces":"2027-02-20"}"#,
        ),
        ("steps", "1/3, 31/3, 20/2", r#"{"start":"2027-03-01","end":"2027-03-31","pieces":"2027-02-20"}"#),
        ("steps", "peças até 20/2", r#"{"pieces":"2027-02-20"}"#),
        ("steps", "inicio 1/3 fim 31/3", r#"{"start":"2027-03-01","end":"2027-03-31"}"#),
        (
            "schedule",
            "de 01/02 a 31/03, peças até 20/01",
            r#"{"flight":{"from":"2027-02-01","to":"2027-03-31"},"pieces_by":"2027-01-20"}"#,
        ),
        (
            "schedule",
            "de 01/12/2026 a 28/02/2027, peças até 25/11/2026",
            r#"{"flight":{"from":"2026-12-01","to":"2027-02-28"},"pieces_by":"2026-11-25"}"#,
        ),
        ("schedule", "de 1 a 24 de dezembro", r#"{"flight":{"from":"2026-12-01","to":"2026-12-24"}}"#),
        (
            "action",
            "comprar, https://nodepano.com.br/trilha",
            r#"{"action":"buy","link":"https://nodepano.com.br/trilha"}"#,
        ),
        ("action", "zap", r#"{"action":"whatsapp"}"#),
        (
            "exchange",
            "visita guiada, página de destino",
            r#"{"magnet":{"new":"visita guiada"},"destination":"page"}"#,
        ),
        ("exchange", "amostra grátis, whatsapp", r#"{"magnet":"sample","destination":"whatsapp"}"#),
        ("form", "nome e telefone, em 2 horas", r#"{"fields":["name","phone"],"hours":2}"#),
    ] {
        assert_eq!(value("pt-BR", name, text), json(want), "{text}");
    }
    let said = misread("pt-BR", "steps", "quando der", MisreadCode::Unreadable);
    assert!(said.contains("Início, Fim e Peças"), "{said}");
    assert_eq!(
        shown("pt-BR", "steps", &json(r#"{"start":"2027-03-01","end":"2027-03-31"}"#)),
        "Início: 01/03/2027; Fim: 31/03/2027"
    );
}

#[test]
fn addresses() {
    reads("pt-BR", "url", "www.padariasol.com.br", "https://www.padariasol.com.br/");
    reads("pt-BR", "url", "nosso site é PadariaSol.com.br.", "https://padariasol.com.br/");
    for text in [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.b",
        "padaria",
        "http://",
        "ana:senha@x.com",
        "a@b.com",
    ] {
        misread("pt-BR", "url", text, MisreadCode::Unreadable);
    }
    misread("pt-BR", "url", "a.com ou b.com", MisreadCode::Ambiguous);
    reads("pt-BR", "email", "pode mandar pra Ana@Sol.com.br", "Ana@sol.com.br");
    for text in ["ana", "ana@", "@sol.com", "ana@sol", "a..b@sol.com"] {
        misread("pt-BR", "email", text, MisreadCode::Unreadable);
    }
    for text in ["(11) 98765-4321", "11987654321", "+55 11 98765 4321", "zap 011 98765-4321"] {
        reads("pt-BR", "phone", text, "+55 11 98765-4321");
    }
    reads("en", "phone", "(415) 555-2671", "+14155552671");
    reads("en", "phone", "+44 20 7946 0958", "+442079460958");
    let said = misread("pt-BR", "phone", "98765-4321", MisreadCode::Unreadable);
    assert!(said.contains("DDD"), "{said}");
}

#[test]
fn words_and_their_length() {
    assert_eq!(value("pt-BR", "text", "  a\u{0} marca\ncomo um todo "), Value::text("a marca como um todo"));
    let said = misread("pt-BR", "text", &"é".repeat(75), MisreadCode::TooLong);
    assert!(said.contains("75") && said.contains("60") && said.contains("15"), "{said}");
    let said = misread("pt-BR", "story", "curto", MisreadCode::TooShort);
    assert!(said.contains("Faltam 5"), "{said}");
    misread("pt-BR", "text", " \u{0} ", MisreadCode::Empty);
}

#[test]
fn not_knowing() {
    for name in ["text", "money", "date", "goal", "brand", "places", "steps", "url", "confirm", "story"] {
        for text in ["não sei", "sei lá", "ainda não sei", "I don't know", "no idea", "?"] {
            assert_eq!(said("pt-BR", name, text), Ok(Read::Unsure), "{name}: {text}");
        }
    }
    let long = "não sei se é isso, mas quero vender mais pão";
    assert_eq!(value("pt-BR", "story", long), Value::text(long));
}
